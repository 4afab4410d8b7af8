import { describe, expect, it } from "vitest";
import { listModels, resolveModel } from "./registry.ts";

describe("the registry", () => {
  it("knows the built-in model as `default` and by its id", async () => {
    const model = await resolveModel("default");
    expect(model).toMatchObject({ dimension: 768, inputSize: 224, text: null, units: ["sample", "object"] });
    expect(await resolveModel(model.id)).toBe(model);
    const [first, ...others] = await listModels();
    expect(first).toMatchObject({ id: model.id, ready: true, dimension: 768, text: false });
    expect(others.map(({ id }) => id)).toContain("hf:Xenova/clip-vit-base-patch32");
    expect(model.sources.map(({ licence }) => licence)).toEqual(["MIT", "Apache-2.0"]);
  });

  it("refuses an unknown name with the names that it knows", async () => {
    await expect(resolveModel("clip-xxl")).rejects.toMatchObject({
      code: "model_not_found",
      message: expect.stringContaining("clip-xxl"),
      details: { models: ["default", "mobilenet-v2-pair"] },
    });
  });

  it("keeps the built-in model's hash, to which the vectors of every workspace belong", async () => {
    expect((await resolveModel("default")).hash).toMatchInlineSnapshot(
      `"dea8b1bd70be0809fbf5e7453b057015c56b57f25a384c19bd1d33b4a8d96a9f"`,
    );
  });
});
