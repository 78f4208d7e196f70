using HierVQ.Trainers;
using HierVQ.Transforms;
using Microsoft.ML;

namespace HierVQ.Generation;

/// <summary>What generating takes out of a pipeline: a prior, the tokenizer of its codes, and how images are read for it.</summary>
internal sealed record GenerativeModel(SharedTokenizer Tokenizer, SharedPrior Prior, HierQuantizeOptions Images)
{
    /// <exception cref="ArgumentException">A part is missing, or the parts do not belong together.</exception>
    public static GenerativeModel Find(ITransformer model)
    {
        ITransformer[] parts = [.. Parts(model)];
        SharedPrior prior = parts.OfType<HierPriorTransformer>().LastOrDefault()?.Shared
            ?? parts.OfType<HierSampleTransformer>().LastOrDefault(sample => sample.Own is not null)?.Own
            ?? throw new ArgumentException("The pipeline has no prior to generate from: train one, with ml.HierVQ.Trainers.HierTransformer for example.", nameof(model));
        HierQuantizeTransformer[] quantizers = [.. parts.OfType<HierQuantizeTransformer>()];
        HierQuantizeTransformer? quantizer = Array.FindLast(quantizers, part => part.TokenizerId == prior.TokenizerId);
        SharedTokenizer? tokenizer = quantizer?.Shared ?? parts.OfType<HierDequantizeTransformer>().Select(part => part.Own).LastOrDefault(own => own?.Id == prior.TokenizerId);
        if (tokenizer is not null)
            return new GenerativeModel(tokenizer, prior, quantizer?.Options ?? new HierQuantizeOptions());
        throw new ArgumentException(quantizers.Length == 0
            ? "The pipeline has no tokenizer to decode with: HierQuantize must come before the prior."
            : "The pipeline's tokenizer is not the one whose codes the prior was trained on.", nameof(model));
    }

    private static IEnumerable<ITransformer> Parts(ITransformer model) =>
        model is IEnumerable<ITransformer> chain ? chain.SelectMany(Parts) : [model];
}
