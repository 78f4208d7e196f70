namespace HierVQ.Text;

/// <summary>How text is cut into words before pairs are merged: merges never cross from one word to the next.</summary>
internal enum WordSplit
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>GPT-2's: runs of letters, of digits or of other characters, each with the space before it; English contractions apart.</summary>
    Gpt2,

    /// <summary>CLIP's: runs of letters, single digits, runs of other characters; spaces are left out.</summary>
    Clip,

    /// <summary>BERT's: at spaces, which are left out, with every punctuation mark a word of its own.</summary>
    Bert,

    /// <summary>Runs of letters, digits and underlines, and runs of other characters; spaces are left out.</summary>
    WordsAndSigns,

    /// <summary>At spaces, which are left out.</summary>
    Spaces,
}
