using TorchSharp.Binding;

namespace TorchSharp;

public static partial class torch
{
    // Activation functions.
    public partial class Tensor
    {
        public Tensor relu() => Op.relu.With(this).Tensor();

        public Tensor relu_() => Op.relu_.With(this).InPlace(this);

        public Tensor relu6() => Op.relu6.With(this).Tensor();

        public Tensor gelu() => Op.gelu.With(this).Tensor();

        public Tensor gelu_() => Op.gelu_.With(this).InPlace(this);

        public Tensor silu() => Op.silu.With(this).Tensor();

        public Tensor silu_() => Op.silu_.With(this).InPlace(this);

        public Tensor softmax(long dim, ScalarType? dtype = null) => Op.softmax_int.With(this).With(dim).With(dtype).Tensor();

        public Tensor log_softmax(long dim, ScalarType? dtype = null) => Op.log_softmax_int.With(this).With(dim).With(dtype).Tensor();

        public Tensor log_sigmoid() => Op.log_sigmoid.With(this).Tensor();

        public Tensor leaky_relu(Scalar negative_slope) => Op.leaky_relu.With(this).With(negative_slope).Tensor();

        public Tensor leaky_relu_(Scalar negative_slope) => Op.leaky_relu_.With(this).With(negative_slope).InPlace(this);

        public Tensor softplus(double beta = 1, double threshold = 20) => Op.softplus.With(this).With(beta).With(threshold).Tensor();

        public Tensor hardtanh(Scalar min, Scalar max) => Op.hardtanh.With(this).With(min).With(max).Tensor();

        public Tensor hardtanh_(Scalar min, Scalar max) => Op.hardtanh_.With(this).With(min).With(max).InPlace(this);

        public Tensor hardsigmoid() => Op.hardsigmoid.With(this).Tensor();

        public Tensor hardswish() => Op.hardswish.With(this).Tensor();

        public Tensor prelu(Tensor target) => Op.prelu.With(this).With(target).Tensor();

        public Tensor threshold(Scalar threshold, Scalar value) => Op.threshold.With(this).With(threshold).With(value).Tensor();
    }
}
