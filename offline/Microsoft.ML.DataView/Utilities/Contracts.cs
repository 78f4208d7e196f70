using System.Runtime.CompilerServices;

namespace Microsoft.ML.Runtime;

/// <summary>Checks of arguments and states, with the exception types that the real library uses for each.</summary>
internal static class Contracts
{
    public static void CheckValue<T>(T value, string paramName)
        where T : class
    {
        if (value is null)
            throw new ArgumentNullException(paramName);
    }

    public static void CheckNonEmpty(string value, string paramName, string message = null)
    {
        if (string.IsNullOrEmpty(value))
            throw new ArgumentException(message ?? $"{paramName} must not be null or empty", paramName);
    }

    public static void CheckNonWhiteSpace(string value, string paramName)
    {
        if (string.IsNullOrWhiteSpace(value))
            throw new ArgumentException($"{paramName} must not be null, empty or blank", paramName);
    }

    public static void CheckParam(bool condition, string paramName, string message = null)
    {
        if (!condition)
            throw ExceptParam(paramName, message);
    }

    public static void Check(bool condition, string message = "The operation is not valid in this state")
    {
        if (!condition)
            throw new InvalidOperationException(message);
    }

    public static void CheckDecode(bool condition, string message = "Corrupt model file")
    {
        if (!condition)
            throw new FormatException(message);
    }

    public static ArgumentOutOfRangeException ExceptParam(string paramName, string message = null) =>
        message is null ? new ArgumentOutOfRangeException(paramName) : new ArgumentOutOfRangeException(paramName, message);

    public static FormatException ExceptDecode(string message = "Corrupt model file", Exception inner = null) => new(message, inner);

    public static ArgumentOutOfRangeException ExceptSchemaMismatch(string paramName, string role, string columnName) =>
        new(paramName, $"There is no {(role.Length > 0 ? role + " " : string.Empty)}column '{columnName}'");

    public static ArgumentOutOfRangeException ExceptSchemaMismatch(string paramName, string role, string columnName, string expected, string actual) =>
        new(paramName, $"The {role} column '{columnName}' must be of type {expected}, not {actual}");
}
