using HierVQ.Tokenizers;

namespace HierVQ.Priors;

/// <summary>
/// A prior that reads the code vectors of its tokenizer. They are not among its own weights, so that a saved pipeline holds each weight once; what loads
/// or makes the prior binds it before it is used. Until then everything but <see cref="Bind"/> throws <see cref="InvalidOperationException"/>.
/// </summary>
public interface ITokenizerBound
{
    /// <summary>Whether it can be used: it is bound, or its options ask for no code vectors.</summary>
    bool IsBound { get; }

    /// <summary>Copies the code vectors of this moment to the prior's device. May be called again, with a tokenizer that has learnt on.</summary>
    /// <param name="tokenizer">The tokenizer whose codes the prior models, on any device; it is not kept.</param>
    /// <exception cref="ArgumentException">Its codes, or the length of its code vectors, are not those that the prior was made for.</exception>
    void Bind(ITokenizer tokenizer);
}
