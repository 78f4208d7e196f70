using HierVQ.Quantization;
using TorchSharp;
using static TorchSharp.torch;

namespace HierVQ.Tests.Quantization;

/// <summary>What the encoder gets, what the codebook gets, and on which term beta sits, against formulas written out by hand.</summary>
[TestClass]
public sealed class QuantizerGradientTests
{
    private const int Count = 12, Length = 4, Codes = 8;
    private const float Beta = 0.3f;

    private readonly Generator _random = new(2);
    private readonly DisposeScope _scope = NewDisposeScope();
    private Tensor _vectors = null!; // (M, D)
    private Tensor _downstream = null!; // (M, D): the gradient that the decoder sends back

    [TestInitialize]
    public void Draw()
    {
        _vectors = TinyQuantizers.Vectors(Count, Length).requires_grad_();
        _downstream = TinyQuantizers.Vectors(Count, Length, seed: 6);
    }

    [TestCleanup]
    public void Cleanup()
    {
        _scope.Dispose();
        _random.Dispose();
    }

    [TestMethod]
    public void Ema_sends_the_decoders_gradient_and_beta_times_the_commitment_to_the_encoder_and_none_to_the_codebook()
    {
        using Quantizer quantizer = Create(new EmaQuantizerOptions { CommitmentWeight = Beta });
        Tensor nearest = Nearest(quantizer);
        Backward(quantizer);
        AssertClose(_downstream + Beta * Pull(_vectors, nearest), _vectors.grad!);
        Assert.IsEmpty(quantizer.parameters());
    }

    [TestMethod]
    [DataRow(CodebookLossForm.Paper, Beta, 1f)]
    [DataRow(CodebookLossForm.Legacy, 1f, Beta)]
    public void Beta_sits_on_the_vectors_in_the_papers_form_and_on_the_codes_in_the_legacy_form(CodebookLossForm form, float onVectors, float onCodes)
    {
        using Quantizer quantizer = Create(new GradientQuantizerOptions { CommitmentWeight = Beta, LossForm = form });
        Tensor nearest = Nearest(quantizer), codes = quantizer.Nearest(_vectors).flatten();
        QuantizedVectors quantized = Backward(quantizer);
        Tensor error = (_vectors - nearest).square().mean();
        Assert.AreEqual(((onVectors + onCodes) * error).item<float>(), quantized.Loss.item<float>(), 1e-5f);
        AssertClose(_downstream + onVectors * Pull(_vectors, nearest), _vectors.grad!);
        Tensor expected = zeros(Codes, Length).index_add_(0, codes, onCodes * Pull(nearest, _vectors), 1);
        AssertClose(expected, quantizer.parameters().Single().grad!);
    }

    [TestMethod]
    public void SimVq_teaches_the_layer_and_never_the_table()
    {
        using Quantizer quantizer = Create(new SimVqQuantizerOptions { CommitmentWeight = Beta });
        Tensor nearest = Nearest(quantizer), table = quantizer.state_dict()["codebook.table"];
        Tensor rows = table.index_select(0, quantizer.Nearest(_vectors).flatten()); // (M, D)
        Backward(quantizer);
        AssertClose(_downstream + Beta * Pull(_vectors, nearest), _vectors.grad!);
        Tensor pull = Pull(nearest, _vectors);
        Dictionary<string, TorchSharp.Modules.Parameter> parameters = quantizer.named_parameters().ToDictionary(pair => pair.name, pair => pair.parameter);
        Assert.HasCount(2, parameters);
        AssertClose(pull.t().mm(rows), parameters["codebook.linear.weight"].grad!);
        AssertClose(pull.sum([0]), parameters["codebook.linear.bias"].grad!);
        Assert.IsFalse(table.requires_grad);
    }

    [TestMethod]
    public void Residual_commits_to_every_partial_sum_and_passes_straight_through_once()
    {
        using Quantizer quantizer = Create(new ResidualQuantizerOptions { Depth = 3, CommitmentWeight = Beta });
        Tensor codes = quantizer.Nearest(_vectors);
        Backward(quantizer);
        Tensor expected = _downstream.clone();
        for (int depths = 1; depths <= 3; depths++)
            expected += Beta / 3 * Pull(_vectors, quantizer.Lookup(codes, depths));
        AssertClose(expected, _vectors.grad!);
        Assert.IsEmpty(quantizer.parameters());
    }

    [TestMethod]
    public void Rotation_turns_and_scales_the_gradient_as_the_vector_became_its_code()
    {
        using Quantizer quantizer = Create(new EmaQuantizerOptions { CommitmentWeight = 0, Gradient = CodeGradient.Rotation });
        double[][] vectors = Rows(_vectors), codes = Rows(Nearest(quantizer)), downstream = Rows(_downstream);
        QuantizedVectors quantized = Backward(quantizer);
        AssertClose(Nearest(quantizer), quantized.Vectors);
        double[][] gradient = Rows(_vectors.grad!);
        for (int row = 0; row < Count; row++)
        {
            double[,] rotation = Rotation(vectors[row], codes[row]);
            double scale = Norm(codes[row]) / Norm(vectors[row]);
            for (int i = 0; i < Length; i++)
            {
                // The forward product is the code; the backward one is with the transposed matrix.
                Assert.AreEqual(codes[row][i], scale * Enumerable.Range(0, Length).Sum(j => rotation[i, j] * vectors[row][j]), 1e-5);
                Assert.AreEqual(scale * Enumerable.Range(0, Length).Sum(j => rotation[j, i] * downstream[row][j]), gradient[row][i], 1e-4);
            }
            // What the paper is after: the gradient stands to the vector as the decoder's stood to the code.
            Assert.AreEqual(Dot(codes[row], downstream[row]) / Norm(codes[row]), Dot(vectors[row], gradient[row]) / Norm(vectors[row]) / scale, 1e-4);
        }
    }

    [TestMethod]
    public void Rotation_gives_the_codes_exactly_even_where_there_is_no_direction()
    {
        using Quantizer quantizer = Create(new EmaQuantizerOptions { Gradient = CodeGradient.Rotation }, codes: 2, length: 1);
        quantizer.state_dict()["codebook.embedding"].copy_(tensor(new[] { -1f, -2f }, [2, 1]));
        QuantizedVectors quantized = quantizer.QuantizeVectors(tensor(new[] { 3f, 0f, -1.9f }, [3, 1]));
        CollectionAssert.AreEqual((float[])[-1, -1, -2], quantized.Vectors.data<float>().ToArray());
    }

    [TestMethod]
    public void Normalized_codes_send_no_gradient_along_the_vector()
    {
        using Quantizer quantizer = Create(new GradientQuantizerOptions { NormalizeCodes = true });
        QuantizedVectors quantized = Backward(quantizer);
        AssertClose(ones(Count), quantized.Vectors.square().sum(1));
        AssertClose(zeros(Count), _vectors.grad!.mul(_vectors).sum(1));
        Assert.IsGreaterThan(0.1f, _vectors.grad!.abs().max().item<float>());
    }

    [TestMethod]
    public void A_projection_passes_the_gradient_on_through_both_layers()
    {
        using Quantizer quantizer = Create(new EmaQuantizerOptions { CodeSize = 2, CommitmentWeight = 0 });
        Dictionary<string, Tensor> state = quantizer.state_dict();
        Tensor down = _vectors.mm(state["project_in.weight"].t()) + state["project_in.bias"];
        Backward(quantizer);
        Tensor between = _downstream.mm(state["project_out.weight"]); // (M, 2), straight through
        AssertClose(between.mm(state["project_in.weight"]), _vectors.grad!);
        AssertClose(between.t().mm(_vectors), state["project_in.weight"].grad!);
        Tensor codes = state["quantizer.codebook.embedding"].index_select(0, cdist(down, state["quantizer.codebook.embedding"]).argmin(1));
        AssertClose(_downstream.t().mm(codes), state["project_out.weight"].grad!);
    }

    [TestMethod]
    public void Gumbel_teaches_code_vectors_by_the_code_taken_and_logits_by_the_mixture()
    {
        const double Temperature = 0.7;
        using Quantizer quantizer = Create(new GumbelQuantizerOptions { KlWeight = 0, StartTemperature = Temperature });
        Dictionary<string, Tensor> state = quantizer.state_dict();
        Tensor weight = state["proj.weight"], table = state["embed"];
        Tensor codes = quantizer.Nearest(_vectors).flatten();
        QuantizedVectors quantized = Backward(quantizer); // in evaluation: no noise
        AssertClose(table.index_select(0, codes), quantized.Vectors);
        AssertClose(zeros(Codes, Length).index_add_(0, codes, _downstream, 1), table.grad!);
        Tensor shares = ((_vectors.mm(weight.t()) + state["proj.bias"]) / Temperature).softmax(1); // (M, K)
        Tensor toShares = _downstream.mm(table.t());
        Tensor toLogits = shares * (toShares - (shares * toShares).sum(1, true)) / Temperature;
        AssertClose(toLogits.t().mm(_vectors), weight.grad!);
        AssertClose(toLogits.mm(weight), _vectors.grad!);
    }

    [TestMethod]
    public void Finite_scalars_get_the_gradient_through_the_bound_and_there_is_no_loss()
    {
        using Quantizer quantizer = Create(new FiniteScalarQuantizerOptions { Levels = [5, 4, 8, 7] }, codes: 5 * 4 * 8 * 7);
        QuantizedVectors quantized = Backward(quantizer);
        Assert.AreEqual(0f, quantized.Loss.item<float>());
        Assert.IsEmpty(quantizer.parameters());
        double[][] vectors = Rows(_vectors), downstream = Rows(_downstream), gradient = Rows(_vectors.grad!);
        int[] levels = [5, 4, 8, 7];
        for (int row = 0; row < Count; row++)
        {
            for (int i = 0; i < Length; i++)
            {
                double half = (levels[i] - 1) * 1.001 / 2, shift = levels[i] % 2 == 0 ? Math.Atanh(0.5 / half) : 0;
                double slope = half * (1 - Math.Pow(Math.Tanh(vectors[row][i] + shift), 2)) / (levels[i] / 2);
                Assert.AreEqual(slope * downstream[row][i], gradient[row][i], 1e-4);
            }
        }
    }

    [TestMethod]
    public void Lookup_free_codes_commit_by_beta_and_pass_straight_through()
    {
        using Quantizer quantizer = Create(new LookupFreeQuantizerOptions { CommitmentWeight = Beta, EntropyWeight = 0 }, codes: 1 << Length);
        Backward(quantizer);
        AssertClose(_downstream + Beta * Pull(_vectors, _vectors.detach().sign()), _vectors.grad!);
    }

    private QuantizedVectors Backward(Quantizer quantizer)
    {
        QuantizedVectors quantized = quantizer.QuantizeVectors(_vectors);
        quantized.Vectors.mul(_downstream).sum().add(quantized.Loss).backward();
        return quantized;
    }

    private Tensor Nearest(Quantizer quantizer) => quantizer.Lookup(quantizer.Nearest(_vectors));

    private Quantizer Create(QuantizerOptions options, int codes = Codes, int length = Length) => TinyQuantizers.Create(options, _random, codes, length);

    // The gradient of mean (from - sg[to])² over all numbers.
    private static Tensor Pull(Tensor from, Tensor to) => 2 * (from.detach() - to.detach()) / (Count * Length);

    // The smallest rotation that turns one direction into another: in their plane by their angle, nothing else.
    private static double[,] Rotation(double[] from, double[] to)
    {
        double[] u = [.. from.Select(x => x / Norm(from))], target = [.. to.Select(x => x / Norm(to))];
        double cosine = Dot(u, target);
        double[] v = [.. target.Zip(u, (t, x) => t - cosine * x)];
        double sine = Norm(v);
        v = [.. v.Select(x => x / sine)];
        var rotation = new double[Length, Length];
        for (int i = 0; i < Length; i++)
        {
            for (int j = 0; j < Length; j++)
                rotation[i, j] = (i == j ? 1 : 0) + (cosine - 1) * (u[i] * u[j] + v[i] * v[j]) + sine * (v[i] * u[j] - u[i] * v[j]);
        }
        return rotation;
    }

    private static double Dot(double[] left, double[] right) => left.Zip(right, (a, b) => a * b).Sum();

    private static double Norm(double[] vector) => Math.Sqrt(Dot(vector, vector));

    private static double[][] Rows(Tensor matrix) =>
        [.. matrix.detach().contiguous().data<float>().ToArray().Select(value => (double)value).Chunk((int)matrix.shape[1])];

    private static void AssertClose(Tensor expected, Tensor actual)
    {
        CollectionAssert.AreEqual(expected.shape, actual.shape);
        Assert.AreEqual(0, expected.sub(actual).abs().max().item<float>(), 1e-5);
    }
}
