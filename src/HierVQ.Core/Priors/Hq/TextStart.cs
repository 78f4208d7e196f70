using HierVQ.Layers;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Priors.Hq;

/// <summary>The tokens of a text, each with its position, and the prediction of each token from those before it.</summary>
internal sealed class TextStart : ISequenceStart
{
    private readonly ConditionPart _text;
    private readonly Embedding _tokens; // (vocabulary, and one more for none with dropout, d)
    private readonly Embedding _positions; // (P, d)
    private readonly LayerNorm _norm;
    private readonly Linear _output;

    /// <param name="builder">Makes the parts.</param>
    /// <param name="text">The text.</param>
    /// <param name="rows">Entries of the token table.</param>
    public TextStart(HqBuilder builder, ConditionPart text, int rows)
    {
        _text = text;
        _tokens = builder.Table("tok_emb_txt", rows);
        _positions = builder.Table("pos_emb_txt", text.Length);
        _norm = builder.Norm("ln_txt");
        _output = builder.Output("head_txt", text.Vocabulary);
    }

    public int Length => _text.Length;

    public Tensor Vectors(Tensor entries) =>
        _tokens.call(entries.t().flatten()).view(_text.Length, entries.size(0), -1).add_(_positions.Weight.unsqueeze(1));

    public Tensor Entries => _tokens.Weight;

    public Tensor? Positions => _positions.Weight;

    /// <summary>Logits of the tokens after the first, (P - 1, N, vocabulary).</summary>
    public Tensor Logits(Tensor hidden) => _output.call(_norm.call(hidden));

    /// <inheritdoc/>
    /// <remarks>Rows without text have nothing to predict.</remarks>
    public Tensor? Loss(Tensor hidden, Tensor entries)
    {
        Tensor targets = entries.narrow(1, 1, _text.Length - 1).t().flatten(); // (P - 1) N; 'none' is the entry behind the vocabulary
        Tensor sum = nn.functional.cross_entropy(Logits(hidden).flatten(0, 1), targets, ignore_index: _text.Vocabulary, reduction: nn.Reduction.Sum);
        return sum.div(targets.ne(_text.Vocabulary).sum().clamp_min(1));
    }
}
