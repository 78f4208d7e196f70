namespace Microsoft.ML;

/// <summary>Marks what can be loaded out of a model.</summary>
public delegate void SignatureLoadModel(ModelLoadContext ctx);
