using HierVQ.Serialization;
using TorchSharp;

namespace HierVQ.Transforms;

/// <summary>Training from a loaded model starts from its weights but leaves the model itself alone.</summary>
internal static class WeightCopy
{
    /// <exception cref="ArgumentException">The networks have different shapes.</exception>
    public static void Copy(torch.nn.Module source, torch.nn.Module target, string parameter)
    {
        using var weights = new MemoryStream();
        ModelWeights.Write(source, weights);
        weights.Position = 0;
        try
        {
            ModelWeights.Read(target, weights, "the previous model");
        }
        catch (FormatException misfit)
        {
            throw new ArgumentException($"Training cannot go on from that model, whose network has another shape than the options ask for. {misfit.Message}", parameter, misfit);
        }
    }
}
