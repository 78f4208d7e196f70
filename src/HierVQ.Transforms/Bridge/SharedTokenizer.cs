using HierVQ.Serialization;
using HierVQ.Tokenizers;

namespace HierVQ.Transforms;

/// <summary>A fitted tokenizer as pipelines share it: with the hash of its weights by which codes are told apart.</summary>
internal sealed class SharedTokenizer : IDisposable
{
    private readonly bool _owned;

    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="owned">Whether disposing this disposes it; not so where the user handed it in.</param>
    public SharedTokenizer(ITokenizer tokenizer, bool owned)
    {
        Tokenizer = tokenizer;
        _owned = owned;
        Id = ModelWeights.Hash(tokenizer.Module);
    }

    public ITokenizer Tokenizer { get; }

    public string Id { get; }

    public void Dispose()
    {
        if (_owned)
            Tokenizer.Dispose();
    }
}
