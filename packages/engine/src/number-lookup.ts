/** Where each sample number stands in a list: a function from number to position, -1 for numbers not in it. O(1) a call. */
export function positionsOf(numbers: Int32Array): (number: number) => number {
  let largest = -1;
  for (const number of numbers) if (number > largest) largest = number;
  const position = new Int32Array(largest + 1).fill(-1);
  for (let i = 0; i < numbers.length; i++) position[numbers[i]] = i;
  return (number) => (number <= largest && number >= 0 ? position[number] : -1);
}
