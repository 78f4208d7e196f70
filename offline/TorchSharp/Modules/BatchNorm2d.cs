using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        public abstract class BatchNorm : NormBase
        {
            private protected BatchNorm(long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device,
                ScalarType? dtype, string name) : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, name)
            {
            }

            public override Tensor forward(Tensor input)
            {
                ValidateInputDimensions(input);
                if (training && track_running_stats)
                    num_batches_tracked!.add_(1);
                return nn.functional.batch_norm(input, running_mean, running_var, weight, bias, training || running_mean is null,
                    momentum ?? 1.0 / num_batches_tracked!.ToInt64(), eps);
            }
        }

        /// <summary>Batch normalisation over images (N, C, H, W).</summary>
        public sealed class BatchNorm2d : BatchNorm
        {
            internal BatchNorm2d(long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device,
                ScalarType? dtype) : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(BatchNorm2d))
            {
            }

            protected override void ValidateInputDimensions(Tensor input)
            {
                if (input.Dimensions != 4)
                    throw new ArgumentException($"BatchNorm2d needs an input with four dimensions, not {input.Dimensions}.");
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.BatchNorm2d BatchNorm2d(long num_features, double eps = 1e-05, double momentum = 0.1, bool affine = true,
                bool track_running_stats = true, Device? device = null, ScalarType? dtype = null) =>
                new(num_features, eps, momentum, affine, track_running_stats, device, dtype);
        }
    }
}
