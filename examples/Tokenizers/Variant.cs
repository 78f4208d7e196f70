namespace HierVQ.Examples.Tokenizers;

/// <summary>A tokenizer to train and compare.</summary>
/// <param name="Name">Its name on the command line and as a folder.</param>
/// <param name="Title">Its name in tables.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="LookAt">What to look at in its figures and pictures.</param>
/// <param name="Options">Makes its options.</param>
internal sealed record Variant(string Name, string Title, string Source, string LookAt, Func<TokenizerOptions> Options);
