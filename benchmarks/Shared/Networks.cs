using HierVQ.Tokenizers;
using static TorchSharp.torch;

namespace HierVQ.Benchmarks;

/// <summary>Tokenizers with random weights, always the same.</summary>
internal static class Networks
{
    /// <summary>Stage one.</summary>
    public static ITrainableTokenizer Tokenizer(TokenizerOptions options) => (ITrainableTokenizer)options.Create(CPU);
}
