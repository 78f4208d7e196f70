namespace HierVQ.SideBySide;

/// <summary>A network of the PyTorch side.</summary>
/// <param name="Kind">Which one.</param>
/// <param name="Config">Its constructor's arguments.</param>
internal sealed record PythonModel(string Kind, object Config);
