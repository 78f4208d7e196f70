using System.Text.Json;
using HierVQ.Packages.Tests.MicrosoftML;
using Microsoft.ML;
using Microsoft.ML.Data;
using static Microsoft.ML.Transforms.Image.ImagePixelExtractingEstimator;

namespace HierVQ.Packages.Tests.ImageAnalytics;

/// <summary>Models with images that the real library saved: they load with the same rows, and the same pipelines save as the same bytes.</summary>
[TestClass]
public sealed class ImageSampleTests
{
    private static readonly MLContext Ml = new(seed: 1);

    [TestMethod]
    [DataRow("e3")]
    [DataRow("f1")]
    [DataRow("f2")]
    [DataRow("f3")]
    public void TheSamePipelineSavesAsTheSameBytes(string name)
    {
        IDataView data = Data(name);
        ITransformer model = Pipeline(name).Fit(data);
        SampleModel.Read(name).AssertSameEntries(Saved(model, data.Schema));
    }

    [TestMethod]
    [DataRow("e3")]
    [DataRow("f1")]
    [DataRow("f2")]
    [DataRow("f3")]
    public void ALoadedSampleSavesAsTheSameBytes(string name)
    {
        SampleModel sample = SampleModel.Read(name);
        ITransformer model = Ml.Model.Load(new MemoryStream(sample.Zip), out DataViewSchema schema);
        RowText.AssertSchema(sample.Facts.GetProperty("loaded_input_schema"), schema);
        sample.AssertSameEntries(Saved(model, schema));
    }

    [TestMethod]
    [DataRow("f1")]
    [DataRow("f2")]
    [DataRow("f3")]
    public void ASampleLoadsWithTheSameImages(string name)
    {
        SampleModel sample = SampleModel.Read(name);
        ITransformer model = Ml.Model.Load(new MemoryStream(sample.Zip), out _);
        IDataView output = model.Transform(Data(name));
        RowText.AssertSchema(sample.Facts.GetProperty("output_schema"), output.Schema);

        using DataViewRowCursor cursor = output.GetRowCursor(output.Schema);
        ValueGetter<MLImage> getImage = cursor.GetGetter<MLImage>(output.Schema["Img"]);
        ValueGetter<VBuffer<float>>? getBack = output.Schema.GetColumnOrNull("Back") is { } back ? cursor.GetGetter<VBuffer<float>>(back) : null;
        foreach (JsonElement row in sample.Facts.GetProperty("output_rows").EnumerateArray())
        {
            Assert.IsTrue(cursor.MoveNext());
            MLImage? image = null;
            getImage(ref image!);
            JsonElement expected = row.GetProperty("Img");
            Assert.AreEqual(expected.GetProperty("width").GetInt32(), image.Width);
            Assert.AreEqual(expected.GetProperty("height").GetInt32(), image.Height);
            Assert.AreEqual(expected.GetProperty("format").GetString(), image.PixelFormat.ToString());
            CollectionAssert.AreEqual(expected.GetProperty("pixels").EnumerateArray().Select(p => p.GetByte()).ToArray(), image.Pixels.ToArray());
            image.Dispose();
            if (getBack is not null)
            {
                VBuffer<float> values = default;
                getBack(ref values);
                CollectionAssert.AreEqual(row.GetProperty("Back").EnumerateArray().Select(p => p.GetSingle()).ToArray(), values.DenseValues().ToArray());
            }
        }
        Assert.IsFalse(cursor.MoveNext());
    }

    private static IEstimator<ITransformer> Pipeline(string name) => name switch
    {
        "e3" => Ml.Transforms.LoadRawImageBytes("Bytes", null, "Path"),
        "f1" => Ml.Transforms.ConvertToImage(2, 2, "Img", "Px", ColorBits.All, ColorsOrder.ARGB, interleavedColors: false)
            .Append(Ml.Transforms.ExtractPixels("Back", "Img")),
        _ => Ml.Transforms.ConvertToImage(
            2, 2, "Img", "Px", ColorBits.Rgb, ColorsOrder.ABGR, interleavedColors: true, scaleImage: 0.5f, offsetImage: 1,
            defaultAlpha: 200, defaultRed: 1, defaultGreen: 2, defaultBlue: 3),
    };

    private static IDataView Data(string name)
    {
        if (name == "e3")
            return Ml.Data.LoadFromEnumerable<PathRow>([new() { Path = "a.png", Id = 1 }]);
        JsonElement[] rows = [.. SampleModel.Read(name).Facts.GetProperty("input_rows").EnumerateArray().Select(r => r.GetProperty("Px"))];
        return name switch
        {
            "f1" => Ml.Data.LoadFromEnumerable(rows.Select(r => new FloatRow { Px = Floats(r) }).ToArray()),
            "f2" => Ml.Data.LoadFromEnumerable(rows.Select(r => new ByteRow { Px = [.. r.EnumerateArray().Select(v => v.GetByte())] }).ToArray()),
            _ => Ml.Data.LoadFromEnumerable(rows.Select(r => new ScaledRow { Px = Floats(r) }).ToArray()),
        };
    }

    private static float[] Floats(JsonElement values) => [.. values.EnumerateArray().Select(v => v.GetSingle())];

    private static byte[] Saved(ITransformer model, DataViewSchema schema)
    {
        using var stream = new MemoryStream();
        Ml.Model.Save(model, schema, stream);
        return stream.ToArray();
    }
}
