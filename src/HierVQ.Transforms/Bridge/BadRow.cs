namespace HierVQ.Transforms;

/// <summary>Problems with the value of a row, saying which row and column.</summary>
internal static class BadRow
{
    public static InvalidOperationException Exception(long row, string column, Exception problem) =>
        new($"Row {row}, column '{(problem as BadValueException)?.Column ?? column}': {problem.Message}", problem);

    /// <summary>Whether an exception is about a value, rather than about being stopped.</summary>
    public static bool Is(Exception problem) => problem is not (OperationCanceledException or ObjectDisposedException or OutOfMemoryException);
}
