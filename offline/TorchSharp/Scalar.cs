using System.Numerics;

namespace TorchSharp;

/// <summary>A number for an operator: an integer, a floating-point number, a truth value or a complex number.</summary>
public sealed class Scalar : IDisposable
{
    internal readonly long Integer;
    internal readonly double Real;
    internal readonly double Imaginary;

    private Scalar(torch.ScalarType type, long integer, double real, double imaginary)
    {
        Type = type;
        Integer = integer;
        Real = real;
        Imaginary = imaginary;
    }

    public torch.ScalarType Type { get; }

    internal static Scalar OfBFloat16(float value) => new(torch.ScalarType.Float64, (long)value, value, 0);

    public static implicit operator Scalar(byte value) => (long)value;

    public static implicit operator Scalar(sbyte value) => (long)value;

    public static implicit operator Scalar(short value) => (long)value;

    public static implicit operator Scalar(int value) => (long)value;

    public static implicit operator Scalar(long value) => new(torch.ScalarType.Int64, value, value, 0);

    public static implicit operator Scalar(Half value) => (double)value;

    public static implicit operator Scalar(float value) => (double)value;

    public static implicit operator Scalar(double value) => new(torch.ScalarType.Float64, (long)value, value, 0);

    public static implicit operator Scalar(bool value) => new(torch.ScalarType.Bool, value ? 1 : 0, value ? 1 : 0, 0);

    public static implicit operator Scalar((float, float) value) => new Complex(value.Item1, value.Item2);

    public static implicit operator Scalar(Complex value) => new(torch.ScalarType.ComplexFloat64, (long)value.Real, value.Real, value.Imaginary);

    /// <summary>Nothing to free here: the real one holds native memory.</summary>
    public void Dispose()
    {
    }
}
