using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Generation;

/// <summary>A user's own classifier in TorchSharp: softmax regression on the pixels of an 8 x 8 image. It fits a mapping with <c>Score</c> and <c>PredictedLabel</c>.</summary>
internal sealed class TinyClassifier(MLContext ml, bool slotNames = true) : IEstimator<ITransformer>
{
    private const int Inputs = 3 * TinyImages.Size * TinyImages.Size;

    public ITransformer Fit(IDataView input)
    {
        string[] labels = [.. input.GetColumn<string>("Label").Distinct()];
        List<float[]> pixels = [];
        using (DataViewRowCursor cursor = input.GetRowCursor([input.Schema["Image"]]))
        {
            ValueGetter<MLImage> getter = cursor.GetGetter<MLImage>(input.Schema["Image"]);
            MLImage image = null!;
            while (cursor.MoveNext())
            {
                getter(ref image);
                pixels.Add(Features(image));
            }
        }
        (float[] weights, float[] bias) = Train(pixels, [.. input.GetColumn<string>("Label").Select(label => (long)Array.IndexOf(labels, label))], labels.Length);
        return Mapping(labels, weights, bias).Fit(input);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => Mapping(TinyImages.Labels, new float[3 * Inputs], new float[3]).GetOutputSchema(inputSchema);

    private IEstimator<ITransformer> Mapping(string[] labels, float[] weights, float[] bias)
    {
        var input = SchemaDefinition.Create(typeof(Seen));
        input[nameof(Seen.Image)].ColumnType = new ImageDataViewType(TinyImages.Size, TinyImages.Size);
        var output = SchemaDefinition.Create(typeof(Judged));
        ReadOnlyMemory<char>[] names = [.. labels.Select(label => label.AsMemory())];
        output[nameof(Judged.Score)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, labels.Length);
        output[nameof(Judged.PredictedLabel)].ColumnType = new KeyDataViewType(typeof(uint), labels.Length);
        var values = new VBuffer<ReadOnlyMemory<char>>(names.Length, names);
        var type = new VectorDataViewType(TextDataViewType.Instance, names.Length);
        if (slotNames)
            output[nameof(Judged.Score)].AddAnnotation("SlotNames", values, type);
        else
            output[nameof(Judged.PredictedLabel)].AddAnnotation("KeyValues", values, type);
        return ml.Transforms.CustomMapping<Seen, Judged>((seen, judged) =>
        {
            float[] features = Features(seen.Image);
            double[] powers = new double[labels.Length];
            for (int label = 0; label < labels.Length; label++)
                powers[label] = Math.Exp(bias[label] + features.Select((value, i) => (double)value * weights[(label * Inputs) + i]).Sum());
            judged.Score = [.. powers.Select(power => (float)(power / powers.Sum()))];
            // A scalar key of a user's class counts from 0; ML.NET adds the 1.
            judged.PredictedLabel = (uint)Array.IndexOf(powers, powers.Max());
        }, contractName: null, input, output);
    }

    private static (float[] Weights, float[] Bias) Train(List<float[]> pixels, long[] classes, int count)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(pixels.SelectMany(row => row).ToArray(), pixels.Count, Inputs), y = tensor(classes); // (N, 192), (N)
        Tensor weights = zeros([count, Inputs], requires_grad: true), bias = zeros([count], requires_grad: true);
        for (int step = 0; step < 300; step++)
        {
            using DisposeScope inner = NewDisposeScope();
            nn.functional.cross_entropy(x.matmul(weights.t()) + bias, y).backward();
            using (no_grad())
            {
                weights.sub_(weights.grad! * 0.005f);
                bias.sub_(bias.grad! * 0.005f);
                weights.grad!.zero_();
                bias.grad!.zero_();
            }
        }
        return (weights.detach().data<float>().ToArray(), bias.detach().data<float>().ToArray());
    }

    private static float[] Features(MLImage image)
    {
        ReadOnlySpan<byte> pixels = image.Pixels;
        int first = image.PixelFormat == MLPixelFormat.Bgra32 ? 2 : 0;
        float[] features = new float[Inputs];
        for (int i = 0; i < Inputs / 3; i++)
        {
            for (int channel = 0; channel < 3; channel++)
                features[(3 * i) + channel] = (pixels[(4 * i) + Math.Abs(first - channel)] / 127.5f) - 1;
        }
        return features;
    }

    private sealed class Seen
    {
        [ImageType(TinyImages.Size, TinyImages.Size)]
        public MLImage Image { get; set; } = null!;
    }

    private sealed class Judged
    {
        public float[] Score { get; set; } = [];
        public uint PredictedLabel { get; set; }
    }
}
