using System.Runtime.InteropServices;
using HierVQ.Images;
using HierVQ.Metrics;
using HierVQ.Tokenizers;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Examples;

/// <summary>Images to codes and back, some at a time.</summary>
public static class TokenizerUse
{
    private const int BatchSize = 64;

    /// <summary>The codes of pictures, one pyramid after the other.</summary>
    public static int[] Codes(this ITokenizer tokenizer, ImageSet images)
    {
        var codes = new List<int>(images.Count * tokenizer.Layout.TotalCodes);
        for (int start = 0; start < images.Count; start += BatchSize)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor encoded = tokenizer.Encode(images.Batch(start, Math.Min(BatchSize, images.Count - start))).cpu().contiguous(); // (N, TotalCodes)
            foreach (long code in MemoryMarshal.Cast<byte, long>(encoded.bytes))
                codes.Add((int)code);
        }
        return [.. codes];
    }

    /// <summary>What pictures are before they become codes: LatentSize numbers each.</summary>
    public static float[] Latents(this ITokenizer tokenizer, ImageSet images)
    {
        var latents = new List<float>(images.Count * tokenizer.LatentSize);
        for (int start = 0; start < images.Count; start += BatchSize)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor encoded = tokenizer.EncodeLatents(images.Batch(start, Math.Min(BatchSize, images.Count - start))).cpu().contiguous(); // (N, LatentSize)
            latents.AddRange(MemoryMarshal.Cast<byte, float>(encoded.bytes));
        }
        return [.. latents];
    }

    /// <summary>The pictures of codes, as RGB bytes.</summary>
    /// <param name="tokenizer">The tokenizer.</param>
    /// <param name="codes">Pyramids, one after the other.</param>
    /// <param name="levels">Levels to decode, from the top.</param>
    public static IReadOnlyList<byte[]> Pictures(this ITokenizer tokenizer, int[] codes, int levels = int.MaxValue)
    {
        int total = tokenizer.Layout.TotalCodes, side = tokenizer.Options.ImageSize;
        var pictures = new List<byte[]>(codes.Length / total);
        for (int start = 0; start < codes.Length; start += BatchSize * total)
        {
            using DisposeScope scope = NewDisposeScope();
            int[] part = codes.AsSpan(start, Math.Min(BatchSize * total, codes.Length - start)).ToArray();
            Tensor batch = tensor(Array.ConvertAll(part, code => (long)code), part.Length / total, total).to(tokenizer.Device); // (N, TotalCodes)
            pictures.AddRange(PixelForm.Color.ToBytes(tokenizer.Decode(batch, levels)).Chunk(3 * side * side));
        }
        return pictures;
    }

    /// <summary>Mean of the single pictures' PSNR in decibels.</summary>
    public static double MeanPsnr(IReadOnlyList<byte[]> originals, IReadOnlyList<byte[]> pictures) => originals.Zip(pictures, (original, picture) => Psnr.Of(original, picture)).Average();
}
