using System.Runtime.InteropServices;
using HierVQ.Images;
using HierVQ.Tokenizers;
using HierVQ.Transforms;
using Microsoft.ML.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Generation;

/// <summary>Images to codes outside of a pipeline, read as its HierQuantize reads them.</summary>
internal sealed class ImageCoder(SharedTokenizer shared, HierQuantizeOptions options)
{
    public ITokenizer Tokenizer => shared.Tokenizer;

    /// <summary>The codes of images, one pyramid after the other.</summary>
    /// <param name="images">The images; they stay the caller's.</param>
    /// <param name="batchSize">Images a run of the network.</param>
    public int[] Encode(IReadOnlyList<MLImage> images, int batchSize)
    {
        int size = Tokenizer.Options.ImageSize, total = Tokenizer.Layout.TotalCodes;
        PixelForm form = Tokenizer.Options.Pixels;
        ImageInputSettings settings = options.ImageInput(size, form);
        byte[] pixels = new byte[settings.ByteCount];
        int[] codes = new int[checked(images.Count * total)];
        for (int first = 0; first < images.Count; first += batchSize)
        {
            int count = Math.Min(batchSize, images.Count - first);
            byte[] planar = new byte[count * pixels.Length];
            for (int i = 0; i < count; i++)
            {
                MLImageInput.ToPixels(images[first + i], settings, pixels);
                settings.Form.ToPlanar(pixels, planar.AsSpan(i * pixels.Length, pixels.Length));
            }
            using DisposeScope scope = NewDisposeScope();
            Tensor batch = form.ToTensor(planar, size, size, Tokenizer.Device); // (N, C, H, W)
            ReadOnlySpan<long> encoded = MemoryMarshal.Cast<byte, long>(Tokenizer.Encode(batch).cpu().contiguous().bytes);
            for (int i = 0; i < encoded.Length; i++)
                codes[(first * total) + i] = (int)encoded[i];
        }
        return codes;
    }

    /// <summary>Images of codes.</summary>
    /// <param name="codes">Whole pyramids, one after the other.</param>
    /// <param name="count">How many.</param>
    /// <returns>RGB bytes of each image, (H, W, 3).</returns>
    public byte[][] Decode(ReadOnlySpan<int> codes, int count)
    {
        int size = Tokenizer.Options.ImageSize;
        PixelForm form = Tokenizer.Options.Pixels;
        using DisposeScope scope = NewDisposeScope();
        Tensor batch = tensor(Array.ConvertAll(codes.ToArray(), code => (long)code), count, Tokenizer.Layout.TotalCodes).to(Tokenizer.Device); // (N, TotalCodes)
        byte[] pixels = form.ToBytes(Tokenizer.Decode(batch)); // (N, H, W, bytes of a pixel)
        int imageBytes = pixels.Length / count;
        byte[][] images = new byte[count][];
        for (int i = 0; i < count; i++)
        {
            images[i] = new byte[3 * size * size];
            form.ToRgb(pixels.AsSpan(i * imageBytes, imageBytes), images[i]);
        }
        return images;
    }
}
