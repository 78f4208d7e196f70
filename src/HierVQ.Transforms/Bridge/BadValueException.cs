namespace HierVQ.Transforms;

/// <summary>A value that a component cannot use, in a column that is not its first. Whoever knows the row wraps it.</summary>
internal sealed class BadValueException(string column, string message) : FormatException(message)
{
    public string Column { get; } = column;
}
