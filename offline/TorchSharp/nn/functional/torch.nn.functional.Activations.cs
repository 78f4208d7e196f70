using TorchSharp.Binding;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? x.relu_() : x.relu();

            public static Tensor gelu(Tensor x) => x.gelu();

            public static Tensor gelu(Tensor x, bool inplace) => inplace ? x.gelu_() : x.gelu();

            public static Tensor silu(Tensor x, bool inplace = false) => inplace ? x.silu_() : x.silu();

            public static Tensor SiLU(Tensor x, bool inplace = false) => silu(x, inplace);

            public static Tensor sigmoid(Tensor x) => x.sigmoid();

            public static Tensor sigmoid(Tensor x, bool inplace) => inplace ? x.sigmoid_() : x.sigmoid();

            public static Tensor tanh(Tensor x, bool inplace = false) => inplace ? x.tanh_() : x.tanh();

            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) => inplace
                ? Op.leaky_relu_.With(input).With(negative_slope).InPlace(input)
                : Op.leaky_relu.With(input).With(negative_slope).Tensor();

            public static Tensor elu(Tensor x, double alpha, bool inplace = false) => inplace
                ? Op.elu_.With(x).With(alpha).InPlace(x)
                : Op.elu.With(x).With(alpha).Tensor();

            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) =>
                Op.softplus.With(x).With(beta).With(threshold).Tensor();

            public static Tensor logsigmoid(Tensor x) => x.log_sigmoid();

            public static Tensor glu(Tensor input, long dim = -1) => Op.glu.With(input).With(dim).Tensor();

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

            public static Tensor log_softmax(Tensor x, long dim) => x.log_softmax(dim);

            /// <summary>Draws from the default generator.</summary>
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false) => inplace
                ? Op.dropout_.With(input).With(p).With(training).InPlace(input)
                : Op.dropout.With(input).With(p).With(training).Tensor();
        }
    }
}
