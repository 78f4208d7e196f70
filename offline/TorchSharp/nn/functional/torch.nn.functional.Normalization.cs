using TorchSharp.Binding;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null,
                double eps = 1e-05) =>
                Op.layer_norm.With(input).With(normalized_shape).With(weight).With(bias).With(eps).Tensor();

            public static Tensor group_norm(Tensor input, long num_groups, Tensor? weight = null, Tensor? bias = null, double eps = 1e-05) =>
                Op.group_norm.With(input).With(num_groups).With(weight).With(bias).With(eps).Tensor();

            public static Tensor batch_norm(Tensor input, Tensor? running_mean, Tensor? running_var, Tensor? weight = null,
                Tensor? bias = null, bool training = false, double momentum = 0.1, double eps = 1e-05) =>
                Op.batch_norm.With(input).With(weight).With(bias).With(running_mean).With(running_var).With(training).With(momentum)
                    .With(eps).With(true).Tensor();

            /// <summary>Divides by the p-norm along one dimension, or by eps where the norm is smaller.</summary>
            public static Tensor normalize(Tensor input, double p = 2, long dim = 1, double eps = 1e-12)
            {
                using Tensor norm = Op.norm_ScalarOpt_dim.With(input).With(p).With([dim]).With(true).Tensor();
                using Tensor bounded = Op.clamp_min.With(norm).With(eps).Tensor();
                using Tensor spread = bounded.expand_as(input);
                return input / spread;
            }

            public static Tensor cosine_similarity(Tensor x1, Tensor x2, long dim = 1, double eps = 1e-08) =>
                Op.cosine_similarity.With(x1).With(x2).With(dim).With(eps).Tensor();

            public static Tensor one_hot(Tensor x, long num_classes = -1) => Op.one_hot.With(x).With(num_classes).Tensor();
        }
    }
}
