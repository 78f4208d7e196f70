using HierVQ.Codes;
using HierVQ.Priors;
using HierVQ.Tokenizers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HierVQ.Tests;

/// <summary>A prior small enough to be held against its own probabilities, one code at a time.</summary>
/// <param name="Name">Its kind, what it is told, and what else is particular about it.</param>
/// <param name="Options">Its options.</param>
/// <param name="Layout">Its codes.</param>
/// <param name="Condition">What it is told.</param>
/// <param name="Tokenizer">Makes the tokenizer of its codes, where it reads the codebooks.</param>
internal sealed record TinyPriorCase(string Name, PriorOptions Options, CodeLayout Layout, ConditionShape Condition, Func<ITokenizer>? Tokenizer = null)
{
    /// <summary>The prior, with larger weights than training begins with, so that its distributions are far from even.</summary>
    public IPrior Make()
    {
        using ITokenizer? tokenizer = Tokenizer?.Invoke();
        IPrior prior = Options.Create(new PriorContext(Layout, Condition, CPU, tokenizer));
        using IDisposable noGrad = no_grad();
        using var generator = new Generator(11);
        foreach (Parameter parameter in prior.Module.parameters())
            parameter.normal_(0, 0.3, generator);
        prior.Module.eval();
        return prior;
    }

    /// <summary>Random conditions, a row after the other.</summary>
    public int[] Conditions(int rows, int seed = 2)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).SelectMany(_ => Condition.Parts.SelectMany(part => Enumerable.Range(0, part.Length).Select(place => random.Next(Vocabulary(part, place)))))];
    }

    /// <summary>Random pyramids, a row after the other.</summary>
    public int[] Codes(int rows, int seed = 3)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, rows).SelectMany(_ => Sizes.Select(size => random.Next(size)))];
    }

    /// <summary>Holes all over.</summary>
    public int[] Holes(int rows) => [.. Enumerable.Repeat(-1, rows * Layout.TotalCodes)];

    /// <summary>The codebook size of every code of a pyramid.</summary>
    public int[] Sizes => [.. Layout.SelectMany(level => Enumerable.Repeat(level.CodebookSize, level.Count))];

    /// <summary>Which code of a pyramid is of which level.</summary>
    public int LevelOf(int index) => Enumerable.Range(0, Layout.Count).Last(level => Layout.Offset(level) <= index);

    /// <inheritdoc/>
    public override string ToString() => Name;

    // Codes of another layout have codebooks of their own, a level.
    private static int Vocabulary(ConditionPart part, int place) => part.Layout is not { } layout
        ? part.Vocabulary
        : layout[Enumerable.Range(0, layout.Count).Last(level => layout.Offset(level) <= place)].CodebookSize;
}
