using TorchSharp.Binding;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                Op.mse_loss.With(input).With(target).With((long)reduction).Tensor();

            public static Tensor l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean) =>
                Op.l1_loss.With(input).With(target).With((long)reduction).Tensor();

            public static Tensor smooth_l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean, double beta = 1) =>
                Op.smooth_l1_loss.With(input).With(target).With((long)reduction).With(beta).Tensor();

            public static Tensor huber_loss(Tensor input, Tensor target, double delta = 1, Reduction reduction = Reduction.Mean) =>
                Op.huber_loss.With(input).With(target).With((long)reduction).With(delta).Tensor();

            public static Tensor cross_entropy(Tensor input, Tensor target, Tensor? weight = null, long ignore_index = -100,
                Reduction reduction = Reduction.Mean, double label_smoothing = 0) =>
                Op.cross_entropy_loss.With(input).With(target).With(weight).With((long)reduction).With(ignore_index).With(label_smoothing)
                    .Tensor();

            public static Tensor nll_loss(Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
                Op.nll_loss_nd.With(input).With(target).With(weight).With((long)reduction).Tensor();

            /// <summary>Says log_target = true where nothing is said, unlike PyTorch; and Mean is over the elements, not the batch.</summary>
            public static Tensor kl_div(Tensor input, Tensor target, bool log_target = true, Reduction reduction = Reduction.Mean) =>
                Op.kl_div.With(input).With(target).With((long)reduction).With(log_target).Tensor();

            public static Tensor binary_cross_entropy_with_logits(Tensor input, Tensor target, Tensor? weight = null,
                Reduction reduction = Reduction.Mean, Tensor? pos_weights = null) =>
                Op.binary_cross_entropy_with_logits.With(input).With(target).With(weight).With(pos_weights).With((long)reduction).Tensor();
        }
    }
}
