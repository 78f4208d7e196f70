using HierVQ.Transforms;

namespace HierVQ;

/// <summary>What a file of a prior's weights does not say of it.</summary>
public sealed class PriorImportOptions
{
    /// <summary>The names of the classes that condition the prior, in their order; empty (default) for none.</summary>
    public IReadOnlyList<string> Labels { get; set; } = [];

    /// <summary>Tokens of a row where a text conditions the prior; their number is <see cref="PriorTrainerOptions.TokenVocabularySize"/> of the trainer's options. 0 (default) for none.</summary>
    public int TokenCount { get; set; }

    /// <summary>The tokenizer of the images that condition the prior, such as depth maps; null (default) for none.</summary>
    public HierQuantizeTransformer? ConditionTokenizer { get; set; }

    /// <summary>In a file of <c>torch.save</c>, the dictionary with the weights, keys joined by '/', for instance <c>state_dict_ema</c>; null (default) to find it.</summary>
    public string? Dictionary { get; set; }

    /// <summary>What the names of the wanted network begin with, for instance <c>transformer.</c>; null (default) to find it.</summary>
    public string? Prefix { get; set; }
}
