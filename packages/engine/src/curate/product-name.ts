/** Who wrote a report. The version is part of what makes reports reproducible. */
export const productName = "gleaner 0.1.0";
