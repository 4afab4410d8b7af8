export { type ChannelMeanForm, channelMeanGraph, channelMeanSide } from "./channel-mean-graph.ts";
export { colourWords, type HubKind, writeHubFolder } from "./hub-folder.ts";
