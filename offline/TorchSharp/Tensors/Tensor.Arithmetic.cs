using TorchSharp.Binding;

namespace TorchSharp;

public static partial class torch
{
    // Arithmetic, broadcast over both sides.
    public partial class Tensor
    {
        public Tensor add(Scalar scalar) => Op.add_Scalar.With(this).With(scalar).Tensor();

        public Tensor add(Tensor target) => Op.add_Tensor.With(this).With(target).Tensor();

        public Tensor add(Scalar scalar, Scalar alpha) => Op.add_Scalar.With(this).With(scalar).With(alpha).Tensor();

        public Tensor add(Tensor target, Scalar alpha) => Op.add_Tensor.With(this).With(target).With(alpha).Tensor();

        public Tensor add_(Scalar scalar) => Op.add__Scalar.With(this).With(scalar).InPlace(this);

        public Tensor add_(Tensor target) => Op.add__Tensor.With(this).With(target).InPlace(this);

        public Tensor add_(Scalar scalar, Scalar alpha) => Op.add__Scalar.With(this).With(scalar).With(alpha).InPlace(this);

        public Tensor add_(Tensor target, Scalar alpha) => Op.add__Tensor.With(this).With(target).With(alpha).InPlace(this);

        public Tensor sub(Scalar target) => Op.sub_Scalar.With(this).With(target).Tensor();

        public Tensor sub(Tensor target) => Op.sub_Tensor.With(this).With(target).Tensor();

        public Tensor sub_(Scalar target) => Op.sub__Scalar.With(this).With(target).InPlace(this);

        public Tensor sub_(Tensor target) => Op.sub__Tensor.With(this).With(target).InPlace(this);

        public Tensor subtract(Scalar target) => Op.subtract_Scalar.With(this).With(target).Tensor();

        public Tensor subtract(Tensor target) => Op.subtract_Tensor.With(this).With(target).Tensor();

        public Tensor subtract_(Scalar target) => Op.subtract__Scalar.With(this).With(target).InPlace(this);

        public Tensor subtract_(Tensor target) => Op.subtract__Tensor.With(this).With(target).InPlace(this);

        public Tensor mul(Scalar target) => Op.mul_Scalar.With(this).With(target).Tensor();

        public Tensor mul(Tensor target) => Op.mul_Tensor.With(this).With(target).Tensor();

        public Tensor mul_(Scalar target) => Op.mul__Scalar.With(this).With(target).InPlace(this);

        public Tensor mul_(Tensor target) => Op.mul__Tensor.With(this).With(target).InPlace(this);

        public Tensor multiply(Scalar target) => Op.multiply_Scalar.With(this).With(target).Tensor();

        public Tensor multiply(Tensor target) => Op.multiply_Tensor.With(this).With(target).Tensor();

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None
                ? Op.div_Scalar.With(this).With(target).Tensor()
                : Op.div_Scalar_mode.With(this).With(target).With(RoundingModeName(rounding_mode)).Tensor();

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None
                ? Op.div_Tensor.With(this).With(target).Tensor()
                : Op.div_Tensor_mode.With(this).With(target).With(RoundingModeName(rounding_mode)).Tensor();

        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None
                ? Op.div__Scalar.With(this).With(target).InPlace(this)
                : Op.div__Scalar_mode.With(this).With(target).With(RoundingModeName(rounding_mode)).InPlace(this);

        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None
                ? Op.div__Tensor.With(this).With(target).InPlace(this)
                : Op.div__Tensor_mode.With(this).With(target).With(RoundingModeName(rounding_mode)).InPlace(this);

        public Tensor divide(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None
                ? Op.div_Scalar.With(this).With(target).Tensor()
                : Op.div_Scalar_mode.With(this).With(target).With(RoundingModeName(rounding_mode)).Tensor();

        public Tensor divide(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None
                ? Op.div_Tensor.With(this).With(target).Tensor()
                : Op.div_Tensor_mode.With(this).With(target).With(RoundingModeName(rounding_mode)).Tensor();

        public Tensor divide_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None
                ? Op.div__Scalar.With(this).With(target).InPlace(this)
                : Op.div__Scalar_mode.With(this).With(target).With(RoundingModeName(rounding_mode)).InPlace(this);

        public Tensor divide_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None
                ? Op.div__Tensor.With(this).With(target).InPlace(this)
                : Op.div__Tensor_mode.With(this).With(target).With(RoundingModeName(rounding_mode)).InPlace(this);

        public Tensor true_divide(Scalar other) => Op.true_divide_Scalar.With(this).With(other).Tensor();

        public Tensor true_divide(Tensor other) => Op.true_divide_Tensor.With(this).With(other).Tensor();

        public Tensor floor_divide(Scalar other) => Op.floor_divide_Scalar.With(this).With(other).Tensor();

        public Tensor floor_divide(Tensor other) => Op.floor_divide.With(this).With(other).Tensor();

        public Tensor floor_divide_(Scalar other) => Op.floor_divide__Scalar.With(this).With(other).InPlace(this);

        public Tensor floor_divide_(Tensor other) => Op.floor_divide__Tensor.With(this).With(other).InPlace(this);

        public Tensor remainder(Scalar scalar) => Op.remainder_Scalar.With(this).With(scalar).Tensor();

        public Tensor remainder(Tensor target) => Op.remainder_Tensor.With(this).With(target).Tensor();

        public Tensor remainder_(Scalar scalar) => Op.remainder__Scalar.With(this).With(scalar).InPlace(this);

        public Tensor remainder_(Tensor target) => Op.remainder__Tensor.With(this).With(target).InPlace(this);

        public Tensor fmod(Scalar scalar) => Op.fmod_Scalar.With(this).With(scalar).Tensor();

        public Tensor fmod(Tensor target) => Op.fmod_Tensor.With(this).With(target).Tensor();

        public Tensor fmod_(Scalar scalar) => Op.fmod__Scalar.With(this).With(scalar).InPlace(this);

        public Tensor fmod_(Tensor target) => Op.fmod__Tensor.With(this).With(target).InPlace(this);

        public Tensor pow(Scalar exponent) => Op.pow_Tensor_Scalar.With(this).With(exponent).Tensor();

        public Tensor pow(Tensor exponent) => Op.pow_Tensor_Tensor.With(this).With(exponent).Tensor();

        public Tensor pow_(Scalar exponent) => Op.pow__Scalar.With(this).With(exponent).InPlace(this);

        public Tensor pow_(Tensor exponent) => Op.pow__Tensor.With(this).With(exponent).InPlace(this);

        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Op.addcmul.With(this).With(tensor1).With(tensor2).With(value).Tensor();

        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Op.addcmul_.With(this).With(tensor1).With(tensor2).With(value).InPlace(this);

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => Op.addcdiv.With(this).With(tensor1).With(tensor2).Tensor();

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Op.addcdiv.With(this).With(tensor1).With(tensor2).With(value).Tensor();

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) => Op.addcdiv_.With(this).With(tensor1).With(tensor2).InPlace(this);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Op.addcdiv_.With(this).With(tensor1).With(tensor2).With(value).InPlace(this);

        public Tensor lerp(Tensor end, Tensor weight) => Op.lerp_Tensor.With(this).With(end).With(weight).Tensor();

        public Tensor lerp_(Tensor end, Tensor weight) => Op.lerp__Tensor.With(this).With(end).With(weight).InPlace(this);

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Op.clamp.With(this).With(min).With(max).Tensor();

        public Tensor clamp(Tensor? min = null, Tensor? max = null) => Op.clamp_Tensor.With(this).With(min).With(max).Tensor();

        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => Op.clamp_.With(this).With(min).With(max).InPlace(this);

        public Tensor clamp_(Tensor? min = null, Tensor? max = null) => Op.clamp__Tensor.With(this).With(min).With(max).InPlace(this);

        public Tensor clamp_min(Scalar min) => Op.clamp_min.With(this).With(min).Tensor();

        public Tensor clamp_min_(Scalar min) => Op.clamp_min_.With(this).With(min).InPlace(this);

        public Tensor clamp_max(Scalar max) => Op.clamp_max.With(this).With(max).Tensor();

        public Tensor clamp_max_(Scalar max) => Op.clamp_max_.With(this).With(max).InPlace(this);

        public Tensor clip(Scalar? min = null, Scalar? max = null) => Op.clip.With(this).With(min).With(max).Tensor();

        public Tensor maximum(Tensor other) => Op.maximum.With(this).With(other).Tensor();

        public Tensor minimum(Tensor other) => Op.minimum.With(this).With(other).Tensor();

        public Tensor fmax(Tensor other) => Op.fmax.With(this).With(other).Tensor();

        public Tensor fmin(Tensor other) => Op.fmin.With(this).With(other).Tensor();

        public Tensor xlogy(Scalar y) => Op.xlogy_Scalar_Other.With(this).With(y).Tensor();

        public Tensor xlogy(Tensor y) => Op.xlogy_Tensor.With(this).With(y).Tensor();

        public Tensor copysign(Tensor other) => Op.copysign_Tensor.With(this).With(other).Tensor();

        public Tensor bitwise_and(Tensor other) => Op.bitwise_and_Tensor.With(this).With(other).Tensor();

        public Tensor bitwise_or(Tensor other) => Op.bitwise_or_Tensor.With(this).With(other).Tensor();

        public Tensor bitwise_xor(Tensor other) => Op.bitwise_xor_Tensor.With(this).With(other).Tensor();

        public Tensor bitwise_not() => Op.bitwise_not.With(this).Tensor();

        public Tensor bitwise_left_shift(Tensor other) => Op.bitwise_left_shift_Tensor.With(this).With(other).Tensor();

        public Tensor bitwise_right_shift(Tensor other) => Op.bitwise_right_shift_Tensor.With(this).With(other).Tensor();

        public Tensor float_power(Tensor target) => Op.float_power_Tensor_Tensor.With(this).With(target).Tensor();

        private static string? RoundingModeName(RoundingMode mode) => mode switch
        {
            RoundingMode.None => null,
            RoundingMode.trunc => "trunc",
            RoundingMode.floor => "floor",
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Unknown rounding mode."),
        };
    }
}
