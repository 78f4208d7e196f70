using TorchSharp.Binding;

namespace TorchSharp;

public static partial class torch
{
    // The operators of C#. A number stays a number: no tensor and no Scalar is made for it.
    public partial class Tensor
    {
        public static Tensor operator +(Tensor left, Tensor right) => Op.add_Tensor.With(left).With(right).Tensor();

        public static Tensor operator +(Tensor left, int right) => Op.add_Scalar.With(left).With((long)right).Tensor();

        public static Tensor operator +(Tensor left, long right) => Op.add_Scalar.With(left).With(right).Tensor();

        public static Tensor operator +(Tensor left, float right) => Op.add_Scalar.With(left).With((double)right).Tensor();

        public static Tensor operator +(Tensor left, double right) => Op.add_Scalar.With(left).With(right).Tensor();

        public static Tensor operator +(Tensor left, Scalar right) => Op.add_Scalar.With(left).With(right).Tensor();

        public static Tensor operator +(int left, Tensor right) => Op.add_Scalar.With(right).With((long)left).Tensor();

        public static Tensor operator +(long left, Tensor right) => Op.add_Scalar.With(right).With(left).Tensor();

        public static Tensor operator +(float left, Tensor right) => Op.add_Scalar.With(right).With((double)left).Tensor();

        public static Tensor operator +(double left, Tensor right) => Op.add_Scalar.With(right).With(left).Tensor();

        public static Tensor operator +(Scalar left, Tensor right) => Op.add_Scalar.With(right).With(left).Tensor();

        public static Tensor operator -(Tensor left, Tensor right) => Op.sub_Tensor.With(left).With(right).Tensor();

        public static Tensor operator -(Tensor left, int right) => Op.sub_Scalar.With(left).With((long)right).Tensor();

        public static Tensor operator -(Tensor left, long right) => Op.sub_Scalar.With(left).With(right).Tensor();

        public static Tensor operator -(Tensor left, float right) => Op.sub_Scalar.With(left).With((double)right).Tensor();

        public static Tensor operator -(Tensor left, double right) => Op.sub_Scalar.With(left).With(right).Tensor();

        public static Tensor operator -(Tensor left, Scalar right) => Op.sub_Scalar.With(left).With(right).Tensor();

        public static Tensor operator -(int left, Tensor right) => Op.rsub_Scalar.With(right).With((long)left).Tensor();

        public static Tensor operator -(long left, Tensor right) => Op.rsub_Scalar.With(right).With(left).Tensor();

        public static Tensor operator -(float left, Tensor right) => Op.rsub_Scalar.With(right).With((double)left).Tensor();

        public static Tensor operator -(double left, Tensor right) => Op.rsub_Scalar.With(right).With(left).Tensor();

        public static Tensor operator -(Scalar left, Tensor right) => Op.rsub_Scalar.With(right).With(left).Tensor();

        public static Tensor operator *(Tensor left, Tensor right) => Op.mul_Tensor.With(left).With(right).Tensor();

        public static Tensor operator *(Tensor left, int right) => Op.mul_Scalar.With(left).With((long)right).Tensor();

        public static Tensor operator *(Tensor left, long right) => Op.mul_Scalar.With(left).With(right).Tensor();

        public static Tensor operator *(Tensor left, float right) => Op.mul_Scalar.With(left).With((double)right).Tensor();

        public static Tensor operator *(Tensor left, double right) => Op.mul_Scalar.With(left).With(right).Tensor();

        public static Tensor operator *(Tensor left, Scalar right) => Op.mul_Scalar.With(left).With(right).Tensor();

        public static Tensor operator *(int left, Tensor right) => Op.mul_Scalar.With(right).With((long)left).Tensor();

        public static Tensor operator *(long left, Tensor right) => Op.mul_Scalar.With(right).With(left).Tensor();

        public static Tensor operator *(float left, Tensor right) => Op.mul_Scalar.With(right).With((double)left).Tensor();

        public static Tensor operator *(double left, Tensor right) => Op.mul_Scalar.With(right).With(left).Tensor();

        public static Tensor operator *(Scalar left, Tensor right) => Op.mul_Scalar.With(right).With(left).Tensor();

        public static Tensor operator /(Tensor left, Tensor right) => Op.div_Tensor.With(left).With(right).Tensor();

        public static Tensor operator /(Tensor left, int right) => Op.div_Scalar.With(left).With((long)right).Tensor();

        public static Tensor operator /(Tensor left, long right) => Op.div_Scalar.With(left).With(right).Tensor();

        public static Tensor operator /(Tensor left, float right) => Op.div_Scalar.With(left).With((double)right).Tensor();

        public static Tensor operator /(Tensor left, double right) => Op.div_Scalar.With(left).With(right).Tensor();

        public static Tensor operator /(Tensor left, Scalar right) => Op.div_Scalar.With(left).With(right).Tensor();

        public static Tensor operator /(int left, Tensor right) => DivideBy(left, right);

        public static Tensor operator /(long left, Tensor right) => DivideBy(left, right);

        public static Tensor operator /(float left, Tensor right) => DivideBy(left, right);

        public static Tensor operator /(double left, Tensor right) => DivideBy(left, right);

        public static Tensor operator /(Scalar left, Tensor right) => DivideBy(left, right);

        public static Tensor operator %(Tensor left, Tensor right) => Op.remainder_Tensor.With(left).With(right).Tensor();

        public static Tensor operator %(Tensor left, int right) => Op.remainder_Scalar.With(left).With((long)right).Tensor();

        public static Tensor operator %(Tensor left, long right) => Op.remainder_Scalar.With(left).With(right).Tensor();

        public static Tensor operator %(Tensor left, float right) => Op.remainder_Scalar.With(left).With((double)right).Tensor();

        public static Tensor operator %(Tensor left, double right) => Op.remainder_Scalar.With(left).With(right).Tensor();

        public static Tensor operator %(Tensor left, Scalar right) => Op.remainder_Scalar.With(left).With(right).Tensor();

        public static Tensor operator -(Tensor tensor) => tensor.neg();

        public static Tensor operator ~(Tensor left) => left.bitwise_not();

        public static Tensor operator &(Tensor left, Tensor right) => left.bitwise_and(right);

        public static Tensor operator |(Tensor left, Tensor right) => left.bitwise_or(right);

        public static Tensor operator ^(Tensor left, Tensor right) => left.bitwise_xor(right);

        public static Tensor operator ==(Tensor left, Tensor right) => left.eq(right);

        public static Tensor operator ==(Tensor left, Scalar right) => left.eq(right);

        public static Tensor operator ==(Scalar left, Tensor right) => right.eq(left);

        public static Tensor operator !=(Tensor left, Tensor right) => left.ne(right);

        public static Tensor operator !=(Tensor left, Scalar right) => left.ne(right);

        public static Tensor operator !=(Scalar left, Tensor right) => right.ne(left);

        public static Tensor operator <(Tensor left, Tensor right) => left.lt(right);

        public static Tensor operator <(Tensor left, Scalar right) => left.lt(right);

        public static Tensor operator <(Scalar left, Tensor right) => right.gt(left);

        public static Tensor operator <=(Tensor left, Tensor right) => left.le(right);

        public static Tensor operator <=(Tensor left, Scalar right) => left.le(right);

        public static Tensor operator <=(Scalar left, Tensor right) => right.ge(left);

        public static Tensor operator >(Tensor left, Tensor right) => left.gt(right);

        public static Tensor operator >(Tensor left, Scalar right) => left.gt(right);

        public static Tensor operator >(Scalar left, Tensor right) => right.lt(left);

        public static Tensor operator >=(Tensor left, Tensor right) => left.ge(right);

        public static Tensor operator >=(Tensor left, Scalar right) => left.ge(right);

        public static Tensor operator >=(Scalar left, Tensor right) => right.le(left);

        private static Tensor DivideBy(Scalar left, Tensor right)
        {
            using Tensor inverse = right.reciprocal();
            return Op.mul_Scalar.With(inverse).With(left).Tensor();
        }
    }
}
