using TorchSharp;

namespace HierVQ.Training;

/// <summary>A tensor of the training's state under its name in a checkpoint.</summary>
internal readonly record struct NamedTensor(string Name, torch.Tensor Tensor);
