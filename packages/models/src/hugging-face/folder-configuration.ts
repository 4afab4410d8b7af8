import { z } from "zod";

const size = z.number().int().positive();
/** `config.json` of a model's folder, as far as it matters. */
export const configurationSchema = z.object({
  _name_or_path: z.string().optional(),
  model_type: z.string().optional(),
  hidden_size: size.optional(),
  projection_dim: size.optional(),
  vision_config: z.object({ hidden_size: size.optional(), projection_dim: size.optional() }).optional(),
  text_config: z
    .object({
      max_position_embeddings: size.optional(),
      pad_token_id: z.number().int().optional(),
    })
    .optional(),
});
export type FolderConfiguration = z.infer<typeof configurationSchema>;
