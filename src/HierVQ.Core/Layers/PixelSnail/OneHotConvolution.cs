using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Layers.PixelSnail;

/// <summary>
/// The convolution of one-hot codes, without the one-hot map: of each tap, the row of the kernels that the code there picks. With thousands of
/// codes the map would be the largest tensor of the network, and nearly all of it zeros.
/// </summary>
internal static class OneHotConvolution
{
    /// <summary>One pass.</summary>
    /// <param name="codes">(N, P, H, W) Int64: P codes at each position, from 0 to <paramref name="classes"/> - 1.</param>
    /// <param name="classes">Classes of each code; the input channels are those of the first code, then those of the second, and so on.</param>
    /// <param name="kernels">(outputs, P · classes, rows, columns).</param>
    /// <param name="bias">(outputs).</param>
    /// <param name="left">Columns of the kernel to the left of the position.</param>
    /// <param name="above">Rows of the kernel above the position.</param>
    /// <returns>(N, outputs, H, W).</returns>
    public static Tensor Run(Tensor codes, int classes, Tensor kernels, Tensor bias, long left, long above)
    {
        using DisposeScope scope = NewDisposeScope();
        long count = codes.size(0), planes = codes.size(1), height = codes.size(2), width = codes.size(3);
        long outputs = kernels.size(0), rows = kernels.size(2), columns = kernels.size(3), nothing = planes * classes;
        Tensor taps = nn.functional.pad(kernels.permute(2, 3, 1, 0).reshape(rows * columns, nothing, outputs), (0, 0, 0, 1)); // a last row of zeros, for what lies outside
        Tensor first = arange(planes, dtype: ScalarType.Int64, device: codes.device).mul_(classes).view(1, -1, 1, 1);
        Tensor picks = nn.functional.pad(codes.add(first), (left, columns - 1 - left, above, rows - 1 - above), value: nothing); // (N, P, H + rows - 1, W + columns - 1)
        Tensor sum = bias.expand(count * height * width, outputs);
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                Tensor tap = taps.select(0, (row * columns) + column), here = picks.narrow(2, row, height).narrow(3, column, width);
                for (int plane = 0; plane < planes; plane++)
                    sum = sum.add(tap.index_select(0, here.select(1, plane).reshape(-1)));
            }
        }
        return sum.view(count, height, width, outputs).permute(0, 3, 1, 2).contiguous().MoveToOuterDisposeScope();
    }
}
