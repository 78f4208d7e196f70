using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        public abstract class ConvolutionTranspose : Convolution
        {
            private protected ConvolutionTranspose(string name, long in_channels, long out_channels, long[] kernel_size, long[] stride,
                long[] padding, long[] dilation, long[] output_padding, long groups, bool bias, Device? device, ScalarType? dtype)
                : base(name, in_channels, out_channels, kernel_size, stride, padding, null, dilation, true, output_padding, groups, bias,
                    PaddingModes.Zeros, device, dtype)
            {
            }

            public override Tensor forward(Tensor input) =>
                nn.functional.conv_transpose2d(input, weight, bias, stride, padding, output_padding, dilation, groups);
        }

        /// <summary>The transpose of a convolution over images (N, C, H, W).</summary>
        public sealed class ConvTranspose2d : ConvolutionTranspose
        {
            internal ConvTranspose2d(long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride, (long, long)? padding,
                (long, long)? output_padding, (long, long)? dilation, PaddingModes padding_mode, long groups, bool bias, Device? device,
                ScalarType? dtype)
                : base(nameof(ConvTranspose2d), in_channels, out_channels, nn.functional.Pair(kernel_size),
                    nn.functional.Pair(stride ?? (1, 1)), nn.functional.Pair(padding ?? (0, 0)), nn.functional.Pair(dilation ?? (1, 1)),
                    nn.functional.Pair(output_padding ?? (0, 0)), groups, bias, device, dtype)
            {
                if (padding_mode != PaddingModes.Zeros)
                    throw new ArgumentException("A transposed convolution pads with zeros only.");
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.ConvTranspose2d ConvTranspose2d(long in_channels, long out_channels, long kernel_size, long stride = 1,
                long padding = 0, long output_padding = 0, long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1,
                bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, (kernel_size, kernel_size), (stride, stride), (padding, padding),
                    (output_padding, output_padding), (dilation, dilation), padding_mode, groups, bias, device, dtype);

            public static Modules.ConvTranspose2d ConvTranspose2d(long in_channels, long out_channels, (long, long) kernel_size,
                (long, long)? stride = null, (long, long)? padding = null, (long, long)? output_padding = null, (long, long)? dilation = null,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null,
                ScalarType? dtype = null) =>
                new(in_channels, out_channels, kernel_size, stride, padding, output_padding, dilation, padding_mode, groups, bias, device, dtype);
        }
    }
}
