using System.Text.Json.Serialization;

namespace HierVQ;

/// <summary>How text becomes tokens of a <see cref="BpeVocabulary"/>.</summary>
public sealed class BpeOptions
{
    /// <summary>The vocabulary. It must be given.</summary>
    [JsonIgnore]
    public BpeVocabulary? Vocabulary { get; set; }

    /// <summary>Tokens of a text: shorter ones are filled up with padding. From 1 to 65,536; default 64, as HQ-Transformer has; RQ-Transformer has 32, CLIP 77.</summary>
    public int Length { get; set; } = 64;

    /// <summary>The token that fills up; null (default) for the vocabulary's own: [PAD], &lt;pad&gt; or the end of text, whichever it has, and for CLIP's file the token 0.</summary>
    public string? PaddingToken { get; set; }

    /// <summary>Whether a mark begins each text and one ends it, as CLIP and RoBERTa have it. Default false.</summary>
    public bool Marks { get; set; }

    /// <summary>The token that begins a text with <see cref="Marks"/>; null (default) for the vocabulary's own.</summary>
    public string? StartToken { get; set; }

    /// <summary>The token that ends a text with <see cref="Marks"/>; null (default) for the vocabulary's own.</summary>
    public string? EndToken { get; set; }

    /// <summary>Whether what is beyond <see cref="Length"/> is cut off, the mark of the end being kept; otherwise a longer text is an error. Default true.</summary>
    public bool Truncate { get; set; } = true;

    /// <summary>Whether text is brought to lower case; null (default) as the vocabulary says.</summary>
    public bool? LowerCase { get; set; }

    /// <summary>
    /// Chance that a merge is left out where it could be made (Provilkov, Emelianenko, Voita: BPE-Dropout, ACL 2020), for training; at least 0
    /// (default) and below 1. Published with 0.1.
    /// </summary>
    public double Dropout { get; set; }

    /// <summary>Seed of <see cref="Dropout"/>: what is left out follows from it and from the text, and from nothing else. Default 1.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">The vocabulary is missing, or lacks a token that is asked for; the message names it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it, its value and the range.</exception>
    public void Validate()
    {
        if (Vocabulary is null)
            throw new ArgumentException("Vocabulary is null; open one, with BpeVocabulary.OpenTokenizerJson for example.", nameof(Vocabulary));
        OptionCheck.Within(Length, Marks ? 2 : 1, 1 << 16);
        OptionCheck.Share(Dropout);
        Token(PaddingToken, Vocabulary.Rules.Padding, nameof(PaddingToken));
        if (!Marks)
            return;
        Token(StartToken, Vocabulary.Rules.Start, nameof(StartToken));
        Token(EndToken, Vocabulary.Rules.End, nameof(EndToken));
    }

    /// <summary>The number of a token that these options ask for.</summary>
    internal int Token(string? asked, string? own, string option)
    {
        string token = asked ?? own ?? throw new ArgumentException($"{option} is null and the vocabulary has none of its own: name a token of it, or add one with BpeVocabulary.WithToken.", option);
        return Vocabulary!.IdOf(token) ?? throw new ArgumentException($"{option} is '{token}', which the vocabulary lacks: name a token of it, or add one with BpeVocabulary.WithToken.", option);
    }

    internal BpeOptions Copy() => (BpeOptions)MemberwiseClone();
}
