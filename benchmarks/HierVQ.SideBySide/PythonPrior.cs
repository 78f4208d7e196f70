using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Tokenizers;
using HierVQ.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.SideBySide;

/// <summary>A prior on the other side: its weights, its codes in the shapes that it takes, the codebook that it reads.</summary>
internal static class PythonPrior
{
    /// <summary>Builds the network over there with the weights of ours.</summary>
    public static void Load(PythonWorker python, PriorCase prior, ITrainablePrior network, AdamSettings adam) =>
        python.Load("prior", PythonConfig.Of(network.Options, prior), PythonConfig.Of(adam, network.Options.LearningRate), network.Module);

    /// <summary>Hands over classes, and codes if there are any.</summary>
    public static void Give(PythonWorker python, PriorCase prior, Tensor classes, Tensor? codes = null)
    {
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> inputs = codes is null ? [] : Shaped(prior, codes);
        inputs["labels"] = classes.flatten();
        if (prior.Options(0) is RqTransformerOptions)
        {
            using ITokenizer tokenizer = prior.Tokenizer.Create(CPU);
            inputs["codebook"] = tokenizer.Codebook(0, 0).detach().clone();
        }
        python.Give(inputs);
    }

    /// <summary>Codes that came back, flat, in pyramid order.</summary>
    public static int[] Codes(PriorCase prior, Dictionary<string, Tensor> outputs) => outputs.TryGetValue("codes", out Tensor? codes)
        ? Pyramids.Flat(codes.flatten(1))
        : Pyramids.Join(prior.Layout, outputs["top"], outputs["bottom"]);

    private static Dictionary<string, Tensor> Shaped(PriorCase prior, Tensor codes)
    {
        CodeLayout layout = prior.Layout;
        if (layout.Count == 1)
            return new() { ["codes"] = codes.reshape(codes.size(0), -1, layout[0].Depth) };
        (Tensor top, Tensor bottom) = Pyramids.Split(layout, codes);
        return new() { ["top"] = top, ["bottom"] = bottom };
    }
}
