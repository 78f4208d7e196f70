using TorchSharp.Binding;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>To a size, or by a factor. For images (N, C, H, W).</summary>
            public static Tensor interpolate(Tensor x, long[]? size = null, double[]? scale_factor = null,
                InterpolationMode mode = InterpolationMode.Nearest, bool? align_corners = null, bool recompute_scale_factor = false,
                bool antialias = false)
            {
                if ((size is null) == (scale_factor is null))
                    throw new ArgumentException("interpolate needs one of size and scale_factor.");
                if (x.Dimensions != 4)
                    throw new NotSupportedException($"interpolate is here for four dimensions, not for {x.Dimensions}.");
                if (mode is InterpolationMode.Nearest or InterpolationMode.NearestExact or InterpolationMode.Area && align_corners is not null)
                    throw new ArgumentException($"align_corners has no meaning for {mode}.");
                if (recompute_scale_factor && scale_factor is not null || mode == InterpolationMode.Area && size is null)
                {
                    size = [(long)Math.Floor(x.size(2) * scale_factor![0]), (long)Math.Floor(x.size(3) * scale_factor[^1])];
                    scale_factor = null;
                }
                bool corners = align_corners ?? false;
                return mode switch
                {
                    InterpolationMode.Nearest => Op.upsample_nearest2d_vec.With(x).With(size).With(scale_factor).Tensor(),
                    InterpolationMode.NearestExact => Op._upsample_nearest_exact2d_vec.With(x).With(size).With(scale_factor).Tensor(),
                    InterpolationMode.Area => adaptive_avg_pool2d(x, size!),
                    InterpolationMode.Bilinear when antialias =>
                        Op._upsample_bilinear2d_aa_vec.With(x).With(size).With(corners).With(scale_factor).Tensor(),
                    InterpolationMode.Bilinear => Op.upsample_bilinear2d_vec.With(x).With(size).With(corners).With(scale_factor).Tensor(),
                    InterpolationMode.Bicubic when antialias =>
                        Op._upsample_bicubic2d_aa_vec.With(x).With(size).With(corners).With(scale_factor).Tensor(),
                    InterpolationMode.Bicubic => Op.upsample_bicubic2d_vec.With(x).With(size).With(corners).With(scale_factor).Tensor(),
                    _ => throw new ArgumentException($"{mode} is not a mode for four dimensions."),
                };
            }

            /// <summary>The operator of libtorch 2 where there is one; before that its definition, spelt out.</summary>
            public static Tensor scaled_dot_product_attention(Tensor query, Tensor key, Tensor value, Tensor? attn_mask = null, double p = 0,
                bool is_casual = false)
            {
                if (p < 0)
                    throw new ArgumentException("The share of dropped weights must not be negative.");
                if (is_casual && attn_mask is not null)
                    throw new ArgumentException("Of attn_mask and is_casual only one can be given.");
                if (Op.scaled_dot_product_attention.Exists)
                    return Op.scaled_dot_product_attention.With(query).With(key).With(value).With(attn_mask).With(p).With(is_casual).Tensor();
                using DisposeScope scope = NewDisposeScope();
                Tensor scores = (query * (1.0 / Math.Sqrt(query.size(-1)))).matmul(key.transpose(-2, -1)); // (..., L, S)
                if (is_casual)
                    attn_mask = ones(query.size(-2), key.size(-2), dtype: ScalarType.Bool, device: query.device).tril();
                if (attn_mask is not null)
                    scores = attn_mask.dtype == ScalarType.Bool
                        ? scores.masked_fill(attn_mask.logical_not(), double.NegativeInfinity)
                        : scores + attn_mask;
                Tensor weights = scores.softmax(-1);
                if (p > 0)
                    weights = dropout(weights, p);
                return weights.matmul(value).MoveToOuterDisposeScope();
            }
        }
    }
}
