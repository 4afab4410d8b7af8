import { describe, expect, it } from "vitest";
import { readLaunchAddress } from "./session.ts";

const here = "http://127.0.0.1:5151";

describe("a pasted launch address", () => {
  it("gives its token, and the server where that is another one", () => {
    expect(readLaunchAddress(` ${here}/#token=abc\n`, here)).toEqual({ token: "abc", origin: null });
    expect(readLaunchAddress("http://127.0.0.1:5152/explore?x=1#token=abc", here)).toEqual({
      token: "abc",
      origin: "http://127.0.0.1:5152",
    });
  });

  it("is told from other text", () => {
    for (const text of ["", "abc", here, `${here}/#other=1`, "javascript:alert(1)#token=abc", "file:///etc#token=a"]) {
      expect(readLaunchAddress(text, here)).toBeNull();
    }
  });
});
