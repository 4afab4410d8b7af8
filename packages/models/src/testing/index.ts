export { type ChannelMeanForm, channelMeanGraph, channelMeanSide } from "./channel-mean-graph.ts";
