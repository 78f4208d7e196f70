using static TorchSharp.torch;

namespace HierVQ.Layers;

/// <summary>What the layers of one network have in common when they are made.</summary>
/// <param name="Device">Where they live.</param>
/// <param name="Init">Source of their first weights, on the CPU; not kept.</param>
/// <param name="Dropout">Rate of dropout in residual blocks, at least 0 and below 1.</param>
/// <param name="Noise">Source of dropout's masks, on <paramref name="Device"/>; the network owns it. Only needed where there is dropout.</param>
public sealed record LayerContext(Device Device, Generator Init, double Dropout = 0, Generator? Noise = null);
