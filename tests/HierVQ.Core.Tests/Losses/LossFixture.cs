using System.Text.Json;
using HierVQ.Losses;
using HierVQ.Serialization;
using HierVQ.Tests.Fixtures;
using static TorchSharp.torch;

namespace HierVQ.Tests.Losses;

/// <summary>The losses' networks out of the fixtures, where they lie under a prefix beside a tokenizer.</summary>
internal static class LossFixture
{
    /// <summary>LPIPS with the weights under <c>param/</c> and <c>buffer/</c> + prefix, by way of a file as users give it.</summary>
    public static Lpips Lpips(Fixture fixture, string prefix, Generator? dropout = null)
    {
        string file = WriteLpips(fixture, prefix);
        try
        {
            return HierVQ.Losses.Lpips.Load(file, CPU, dropout);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>A file of LPIPS' weights, which the caller deletes.</summary>
    public static string WriteLpips(Fixture fixture, string prefix)
    {
        string file = Path.GetTempFileName();
        using FileStream stream = File.Create(file);
        SafeTensorsWriter.Write(stream, Under(fixture, prefix));
        return file;
    }

    /// <summary>The norm of a discriminator: taming-transformers has <c>use_actnorm</c>, hqtransformer <c>norm_type</c>.</summary>
    public static DiscriminatorNorm Norm(JsonElement discriminator)
    {
        if (discriminator.TryGetProperty("use_actnorm", out JsonElement actNorm))
            return actNorm.GetBoolean() ? DiscriminatorNorm.ActNorm : DiscriminatorNorm.Batch;
        string type = discriminator.GetProperty("norm_type").GetString()!;
        Assert.Contains(type, (string[])["bn", "gn"], "norm_type");
        return type == "gn" ? DiscriminatorNorm.Group : DiscriminatorNorm.Batch;
    }

    /// <summary>A discriminator with the weights under <c>param/</c> and <c>buffer/</c> + prefix.</summary>
    public static PatchDiscriminator Discriminator(Fixture fixture, string prefix, int layers, int channels, DiscriminatorNorm norm)
    {
        using var init = new Generator(1);
        var discriminator = new PatchDiscriminator(3, layers, channels, norm, init, CPU);
        Fill(discriminator, fixture, prefix);
        return discriminator;
    }

    /// <summary>Gives a discriminator the weights under <c>param/</c> and <c>buffer/</c> + prefix.</summary>
    public static void Fill(nn.Module discriminator, Fixture fixture, string prefix)
    {
        using var stream = new MemoryStream();
        // The number of batches that a batch norm has seen is used for nothing.
        SafeTensorsWriter.Write(stream, Under(fixture, prefix).Where(pair => !pair.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal)).ToDictionary());
        stream.Position = 0;
        ModelWeights.Read(discriminator, stream);
    }

    private static Dictionary<string, Tensor> Under(Fixture fixture, string prefix) => ((string[])["param/", "buffer/"])
        .SelectMany(kind => fixture.Names(kind + prefix).Select(name => (name, tensor: fixture[kind + prefix + name])))
        .ToDictionary(pair => pair.name, pair => pair.tensor);
}
