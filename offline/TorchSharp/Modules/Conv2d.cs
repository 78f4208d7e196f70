using TorchSharp.Binding;
using static TorchSharp.torch;

namespace TorchSharp
{
    namespace Modules
    {
        /// <summary>A convolution over images (N, C, H, W).</summary>
        public sealed class Conv2d : Convolution
        {
            internal Conv2d(long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride, (long, long)? padding,
                Padding? padding_type, (long, long)? dilation, PaddingModes padding_mode, long groups, bool bias, Device? device, ScalarType? dtype)
                : base(nameof(Conv2d), in_channels, out_channels, nn.functional.Pair(kernel_size), nn.functional.Pair(stride ?? (1, 1)),
                    nn.functional.Pair(padding ?? (0, 0)), padding_type, nn.functional.Pair(dilation ?? (1, 1)), false, [0, 0], groups, bias,
                    padding_mode, device, dtype)
            {
                if (padding_type == Padding.Same && (this.stride[0] != 1 || this.stride[1] != 1))
                    throw new ArgumentException("Padding 'same' goes with a stride of 1 only.");
            }

            public override Tensor forward(Tensor input)
            {
                if (padding_mode != PaddingModes.Zeros)
                {
                    using Tensor padded = nn.functional.pad(input, Margins(), padding_mode);
                    return nn.functional.conv2d(padded, weight, bias, stride, [0, 0], dilation, groups);
                }
                if (padding_type is { } named)
                    return Op.conv2d_padding.With(input).With(weight).With(bias).With(stride).With(named == Padding.Same ? "same" : "valid")
                        .With(dilation).With(groups).Tensor();
                return nn.functional.conv2d(input, weight, bias, stride, padding, dilation, groups);
            }

            /// <summary>What is laid around the image: left, right, top, bottom.</summary>
            private long[] Margins()
            {
                if (padding_type is null)
                    return [padding[1], padding[1], padding[0], padding[0]];
                if (padding_type == Padding.Valid)
                    return [0, 0, 0, 0];
                long height = dilation[0] * (kernel_size[0] - 1), width = dilation[1] * (kernel_size[1] - 1);
                return [width / 2, width - width / 2, height / 2, height - height / 2];
            }
        }
    }

    public static partial class torch
    {
        public static partial class nn
        {
            public static Modules.Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, long stride = 1, long padding = 0,
                long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null,
                ScalarType? dtype = null) =>
                new(in_channels, out_channels, (kernel_size, kernel_size), (stride, stride), (padding, padding), null, (dilation, dilation),
                    padding_mode, groups, bias, device, dtype);

            public static Modules.Conv2d Conv2d(long in_channels, long out_channels, (long, long) kernel_size, (long, long)? stride = null,
                (long, long)? padding = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1,
                bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, kernel_size, stride, padding, null, dilation, padding_mode, groups, bias, device, dtype);

            public static Modules.Conv2d Conv2d(long in_channels, long out_channels, long kernel_size, Padding padding, long stride = 1,
                long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device? device = null,
                ScalarType? dtype = null) =>
                new(in_channels, out_channels, (kernel_size, kernel_size), (stride, stride), null, padding, (dilation, dilation),
                    padding_mode, groups, bias, device, dtype);

            public static Modules.Conv2d Conv2d(long in_channels, long out_channels, (long, long) kernel_size, Padding padding,
                (long, long)? stride = null, (long, long)? dilation = null, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1,
                bool bias = true, Device? device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, kernel_size, stride, null, padding, dilation, padding_mode, groups, bias, device, dtype);
        }
    }
}
