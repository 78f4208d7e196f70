using TorchSharp.Binding;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            private static readonly long[] s_ones = [1, 1], s_zeros = [0, 0];

            public static Tensor linear(Tensor input, Tensor weights, Tensor? bias = null) =>
                Op.linear.With(input).With(weights).With(bias).Tensor();

            public static Tensor conv2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null, long[]? padding = null,
                long[]? dilation = null, long groups = 1) =>
                Op.conv2d.With(input).With(weight).With(bias).With(strides ?? s_ones).With(padding ?? s_zeros).With(dilation ?? s_ones)
                    .With(groups).Tensor();

            public static Tensor conv_transpose2d(Tensor input, Tensor weight, Tensor? bias = null, long[]? strides = null,
                long[]? padding = null, long[]? output_padding = null, long[]? dilation = null, long groups = 1) =>
                Op.conv_transpose2d_input.With(input).With(weight).With(bias).With(strides ?? s_ones).With(padding ?? s_zeros)
                    .With(output_padding ?? s_zeros).With(groups).With(dilation ?? s_ones).Tensor();

            public static Tensor unfold(Tensor input, long kernel_size, long dilation = 1, long padding = 0, long stride = 1) =>
                unfold(input, (kernel_size, kernel_size), (dilation, dilation), (padding, padding), (stride, stride));

            public static Tensor unfold(Tensor input, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null,
                (long, long)? stride = null) =>
                Op.im2col.With(input).With(Pair(kernel_size)).With(Pair(dilation) ?? s_ones).With(Pair(padding) ?? s_zeros)
                    .With(Pair(stride) ?? s_ones).Tensor();

            public static Tensor pixel_shuffle(Tensor input, long upscale_factor) => Op.pixel_shuffle.With(input).With(upscale_factor).Tensor();

            public static Tensor pixel_unshuffle(Tensor input, long downscale_factor) =>
                Op.pixel_unshuffle.With(input).With(downscale_factor).Tensor();

            internal static long[] Pair((long, long) pair) => [pair.Item1, pair.Item2];

            internal static long[]? Pair((long, long)? pair) => pair is { } both ? Pair(both) : null;

            internal static long[]? Pair(long? size) => size is { } one ? [one, one] : null;
        }
    }
}
