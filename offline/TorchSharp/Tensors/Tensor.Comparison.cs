using TorchSharp.Binding;

namespace TorchSharp;

public static partial class torch
{
    // Comparisons and logic.
    public partial class Tensor
    {
        public Tensor eq(Scalar target) => Op.eq_Scalar.With(this).With(target).Tensor();

        public Tensor eq(Tensor target) => Op.eq_Tensor.With(this).With(target).Tensor();

        public Tensor eq_(Scalar target) => Op.eq__Scalar.With(this).With(target).InPlace(this);

        public Tensor eq_(Tensor target) => Op.eq__Tensor.With(this).With(target).InPlace(this);

        public Tensor ne(Scalar target) => Op.ne_Scalar.With(this).With(target).Tensor();

        public Tensor ne(Tensor target) => Op.ne_Tensor.With(this).With(target).Tensor();

        public Tensor ne_(Scalar target) => Op.ne__Scalar.With(this).With(target).InPlace(this);

        public Tensor ne_(Tensor target) => Op.ne__Tensor.With(this).With(target).InPlace(this);

        public Tensor gt(Scalar target) => Op.gt_Scalar.With(this).With(target).Tensor();

        public Tensor gt(Tensor target) => Op.gt_Tensor.With(this).With(target).Tensor();

        public Tensor gt_(Scalar target) => Op.gt__Scalar.With(this).With(target).InPlace(this);

        public Tensor gt_(Tensor target) => Op.gt__Tensor.With(this).With(target).InPlace(this);

        public Tensor ge(Scalar target) => Op.ge_Scalar.With(this).With(target).Tensor();

        public Tensor ge(Tensor target) => Op.ge_Tensor.With(this).With(target).Tensor();

        public Tensor ge_(Scalar target) => Op.ge__Scalar.With(this).With(target).InPlace(this);

        public Tensor ge_(Tensor target) => Op.ge__Tensor.With(this).With(target).InPlace(this);

        public Tensor lt(Scalar target) => Op.lt_Scalar.With(this).With(target).Tensor();

        public Tensor lt(Tensor target) => Op.lt_Tensor.With(this).With(target).Tensor();

        public Tensor lt_(Scalar target) => Op.lt__Scalar.With(this).With(target).InPlace(this);

        public Tensor lt_(Tensor target) => Op.lt__Tensor.With(this).With(target).InPlace(this);

        public Tensor le(Scalar target) => Op.le_Scalar.With(this).With(target).Tensor();

        public Tensor le(Tensor target) => Op.le_Tensor.With(this).With(target).Tensor();

        public Tensor le_(Scalar target) => Op.le__Scalar.With(this).With(target).InPlace(this);

        public Tensor le_(Tensor target) => Op.le__Tensor.With(this).With(target).InPlace(this);

        public Tensor greater(Tensor target) => Op.greater_Tensor.With(this).With(target).Tensor();

        public Tensor greater_equal(Tensor target) => Op.greater_equal_Tensor.With(this).With(target).Tensor();

        public Tensor less(Tensor target) => Op.less_Tensor.With(this).With(target).Tensor();

        public Tensor less_equal(Tensor target) => Op.less_equal_Tensor.With(this).With(target).Tensor();

        public Tensor not_equal(Tensor target) => Op.not_equal_Tensor.With(this).With(target).Tensor();

        public Tensor equal(Tensor target) => eq(target);

        public Tensor isclose(Tensor other, double rtol = 1e-05, double atol = 1e-08, bool nanEqual = false) =>
            Op.isclose.With(this).With(other).With(rtol).With(atol).With(nanEqual).Tensor();

        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) =>
            Op.allclose.With(this).With(target).With(rtol).With(atol).With(equal_nan).Boolean();

        public Tensor isin(Tensor test_elements, bool assumeUnique = false, bool invert = false) =>
            Op.isin_Tensor_Tensor.With(this).With(test_elements).With(assumeUnique).With(invert).Tensor();

        public Tensor logical_and(Tensor other) => Op.logical_and.With(this).With(other).Tensor();

        public Tensor logical_and_(Tensor other) => Op.logical_and_.With(this).With(other).InPlace(this);

        public Tensor logical_or(Tensor other) => Op.logical_or.With(this).With(other).Tensor();

        public Tensor logical_or_(Tensor other) => Op.logical_or_.With(this).With(other).InPlace(this);

        public Tensor logical_not() => Op.logical_not.With(this).Tensor();

        public Tensor logical_not_() => Op.logical_not_.With(this).InPlace(this);

        public Tensor logical_xor(Tensor other) => Op.logical_xor.With(this).With(other).Tensor();

        public Tensor logical_xor_(Tensor other) => Op.logical_xor_.With(this).With(other).InPlace(this);

        public Tensor where(Tensor condition, Tensor y) => Op.where_self.With(condition).With(this).With(y).Tensor();
    }
}
