namespace HierVQ.SideBySide;

/// <summary>A work of the Python worker with its options, as its README lists them.</summary>
/// <param name="Name">The work.</param>
/// <param name="Options">Its options by name.</param>
internal sealed record PythonWork(string Name, params (string Name, object Value)[] Options);
