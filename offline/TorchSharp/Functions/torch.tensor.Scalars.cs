namespace TorchSharp;

public static partial class torch
{
    // A number as a tensor without dimensions.

    public static Tensor tensor(bool scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Made(FromScalar(scalar, dtype, device), requires_grad);

    public static Tensor tensor(byte scalar, Device? device = null, bool requires_grad = false) =>
        Made(FromScalar(scalar, ScalarType.Byte, device), requires_grad);

    public static Tensor tensor(double scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Made(FromScalar(scalar, dtype, device), requires_grad);

    public static Tensor tensor(short scalar, Device? device = null, bool requires_grad = false) =>
        Made(FromScalar(scalar, ScalarType.Int16, device), requires_grad);

    public static Tensor tensor(int scalar, Device? device = null, bool requires_grad = false) =>
        Made(FromScalar(scalar, ScalarType.Int32, device), requires_grad);

    public static Tensor tensor(long scalar, ScalarType? dtype = null, Device? device = null, bool requires_grad = false) =>
        Made(FromScalar(scalar, dtype, device), requires_grad);

    public static Tensor tensor(sbyte scalar, Device? device = null, bool requires_grad = false) =>
        Made(FromScalar(scalar, ScalarType.Int8, device), requires_grad);

    public static Tensor tensor(float scalar, Device? device = null, bool requires_grad = false) =>
        Made(FromScalar(scalar, ScalarType.Float32, device), requires_grad);
}
