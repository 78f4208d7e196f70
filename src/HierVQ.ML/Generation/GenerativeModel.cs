using HierVQ.Trainers;
using HierVQ.Transforms;
using Microsoft.ML;

namespace HierVQ.Generation;

/// <summary>What generating takes out of a pipeline: a prior, the tokenizer of its codes and, where images or texts condition it, the tokenizer of these.</summary>
internal sealed record GenerativeModel(SharedPrior Prior, ImageCoder Images, ImageCoder? Conditions, BpeTokenizer? Texts)
{
    /// <exception cref="ArgumentException">A part is missing, or the parts do not belong together.</exception>
    public static GenerativeModel Find(ITransformer model)
    {
        ITransformer[] parts = [.. Parts(model)];
        SharedPrior prior = parts.OfType<PriorTransformer>().LastOrDefault()?.Shared
            ?? parts.OfType<HierSampleTransformer>().LastOrDefault(sample => sample.Own is not null)?.Own
            ?? throw new ArgumentException("The pipeline has no prior to generate from: train one, with ml.HierVQ.Trainers.HierTransformer for example.", nameof(model));
        if (Coder(parts, prior.TokenizerId) is not { } images)
        {
            throw new ArgumentException(parts.OfType<HierQuantizeTransformer>().Any()
                ? "The pipeline's tokenizer is not the one whose codes the prior was trained on."
                : "The pipeline has no tokenizer to decode with: HierQuantize must come before the prior.", nameof(model));
        }
        prior.Bind(images.Tokenizer);
        return new GenerativeModel(prior, images, prior.Condition.Codes is { } condition ? Coder(parts, condition.TokenizerId) : null,
            prior.Condition.Tokens is { } tokens ? parts.OfType<HierTokenizeTransformer>().Select(part => part.Tokenizer).LastOrDefault(text => text.Length == tokens.Length && text.Vocabulary.Count == tokens.Vocabulary) : null);
    }

    private static ImageCoder? Coder(ITransformer[] parts, string tokenizerId)
    {
        HierQuantizeTransformer? quantizer = parts.OfType<HierQuantizeTransformer>().LastOrDefault(part => part.TokenizerId == tokenizerId);
        SharedTokenizer? tokenizer = quantizer?.Shared ?? parts.OfType<HierDequantizeTransformer>().Select(part => part.Own).LastOrDefault(own => own?.Id == tokenizerId);
        return tokenizer is null ? null : new ImageCoder(tokenizer, quantizer?.Options ?? new HierQuantizeOptions());
    }

    private static IEnumerable<ITransformer> Parts(ITransformer model) =>
        model is IEnumerable<ITransformer> chain ? chain.SelectMany(Parts) : [model];
}
