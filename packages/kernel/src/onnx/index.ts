export { type Attribute, type Dimension, type ElementType, elementType, extraOutput, ModelBuilder } from "./model.ts";
