using System.Globalization;
using HierVQ;
using Microsoft.ML;
using Microsoft.ML.Data;

// HierVQ.LoadModel <model.zip> <image.png> [<image.png> ...] [--draw]: loads a pipeline and writes its score of each image, to the last bit; then,
// if asked, the codes of three images that it draws.
var ml = new MLContext();
ITransformer model = ml.Model.Load(args[0], out DataViewSchema _);
Row[] rows = [.. args[1..].Where(argument => argument != "--draw").Select(path => new Row { Image = File.ReadAllBytes(path), Label = "warm" })];
foreach (float score in model.Transform(ml.Data.LoadFromEnumerable(rows)).GetColumn<float>("Score"))
    Console.WriteLine(BitConverter.SingleToInt32Bits(score).ToString(CultureInfo.InvariantCulture));
if (args.Contains("--draw"))
    Draw();
((IDisposable)model).Dispose();

// By itself, so that nothing of HierVQ is touched before loading.
void Draw()
{
    using HierVQGenerator generator = ml.HierVQ.CreateGenerator(model);
    using GeneratedImages images = generator.Generate(3, new SamplingOptions { Label = "warm", Seed = 5, TopK = 6 });
    foreach (GeneratedImage image in images)
        Console.WriteLine(string.Join(",", image.Codes.ToArray()));
}

internal sealed class Row
{
    public byte[] Image { get; set; } = [];
    public string Label { get; set; } = "";
}
