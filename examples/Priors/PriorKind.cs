namespace HierVQ.Examples.Priors;

/// <summary>A prior to train and show.</summary>
/// <param name="Name">Its name on the command line and as a folder.</param>
/// <param name="Title">Its name in tables.</param>
/// <param name="Paper">Where it comes from.</param>
/// <param name="Codes">The tokenizer whose codes it models.</param>
/// <param name="Options">Makes its options.</param>
internal sealed record PriorKind(string Name, string Title, string Paper, CodeSource Codes, Func<PriorOptions> Options);
