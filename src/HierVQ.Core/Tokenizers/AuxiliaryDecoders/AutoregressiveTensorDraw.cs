using HierVQ.Layers.PixelSnail;
using HierVQ.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tokenizers.AuxiliaryDecoders;

/// <summary>Draws on any device, all images of a batch side by side.</summary>
internal static class AutoregressiveTensorDraw
{
    /// <inheritdoc cref="AutoregressiveDraw.Run"/>
    public static Tensor Run(AutoregressiveDecoder decoder, Tensor quantized, ReadOnlySpan<ulong> seeds, LogitFilter filter)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGrad = no_grad();
        PixelSnailShape shape = decoder.Network.Shape;
        Alphabet alphabet = decoder.Alphabet;
        int positions = shape.Height * shape.Width;
        Tensor uniforms = Uniforms(seeds, positions * alphabet.Channels, quantized.device);
        Tensor values = empty([seeds.Length, alphabet.Channels, positions], dtype: ScalarType.Int64, device: quantized.device);
        using var steps = new PixelSnailSteps(decoder.Network, seeds.Length, ofCodes: false);
        steps.Begin(seeds.Length, decoder.Condition(quantized));
        for (int position = 0; position < positions; position++)
        {
            using DisposeScope step = NewDisposeScope();
            Tensor[] features = steps.At(position).chunk(alphabet.Channels, 1); // each (N, F)
            var drawn = new Tensor[alphabet.Channels]; // each (N)
            for (int channel = 0; channel < drawn.Length; channel++)
            {
                Tensor probabilities = filter.Apply(decoder.Heads[channel].Run(features[channel], drawn.AsSpan(0, channel)));
                drawn[channel] = LogitFilter.Draw(probabilities, uniforms.select(0, (position * drawn.Length) + channel));
            }
            Tensor all = stack(drawn, 1); // (N, C)
            values.select(2, position).copy_(all);
            steps.Put(position, alphabet.Features(all));
        }
        return values.view(seeds.Length, alphabet.Channels, shape.Height, shape.Width).MoveToOuterDisposeScope();
    }

    // (draws, N)
    private static Tensor Uniforms(ReadOnlySpan<ulong> seeds, int draws, Device device)
    {
        double[] numbers = new double[draws * seeds.Length];
        for (int row = 0; row < seeds.Length; row++)
        {
            var generator = new RowGenerator(seeds[row]);
            for (int draw = 0; draw < draws; draw++)
                numbers[(draw * seeds.Length) + row] = generator.Uniform(draw);
        }
        return tensor(numbers, [draws, seeds.Length], device: device);
    }
}
