using TorchSharp.Binding;

namespace TorchSharp;

public static partial class torch
{
    // Functions of one element each.
    public partial class Tensor
    {
        public Tensor abs() => Op.abs.With(this).Tensor();

        public Tensor abs_() => Op.abs_.With(this).InPlace(this);

        public Tensor absolute() => Op.absolute.With(this).Tensor();

        public Tensor absolute_() => Op.absolute_.With(this).InPlace(this);

        public Tensor neg() => Op.neg.With(this).Tensor();

        public Tensor neg_() => Op.neg_.With(this).InPlace(this);

        public Tensor negative() => Op.negative.With(this).Tensor();

        public Tensor exp() => Op.exp.With(this).Tensor();

        public Tensor exp_() => Op.exp_.With(this).InPlace(this);

        public Tensor exp2() => Op.exp2.With(this).Tensor();

        public Tensor expm1() => Op.expm1.With(this).Tensor();

        public Tensor expm1_() => Op.expm1_.With(this).InPlace(this);

        public Tensor log() => Op.log.With(this).Tensor();

        public Tensor log_() => Op.log_.With(this).InPlace(this);

        public Tensor log2() => Op.log2.With(this).Tensor();

        public Tensor log10() => Op.log10.With(this).Tensor();

        public Tensor log1p() => Op.log1p.With(this).Tensor();

        public Tensor log1p_() => Op.log1p_.With(this).InPlace(this);

        public Tensor sqrt() => Op.sqrt.With(this).Tensor();

        public Tensor sqrt_() => Op.sqrt_.With(this).InPlace(this);

        public Tensor rsqrt() => Op.rsqrt.With(this).Tensor();

        public Tensor rsqrt_() => Op.rsqrt_.With(this).InPlace(this);

        public Tensor square() => Op.square.With(this).Tensor();

        public Tensor reciprocal() => Op.reciprocal.With(this).Tensor();

        public Tensor reciprocal_() => Op.reciprocal_.With(this).InPlace(this);

        public Tensor sin() => Op.sin.With(this).Tensor();

        public Tensor sin_() => Op.sin_.With(this).InPlace(this);

        public Tensor cos() => Op.cos.With(this).Tensor();

        public Tensor cos_() => Op.cos_.With(this).InPlace(this);

        public Tensor tan() => Op.tan.With(this).Tensor();

        public Tensor tanh() => Op.tanh.With(this).Tensor();

        public Tensor tanh_() => Op.tanh_.With(this).InPlace(this);

        public Tensor sinh() => Op.sinh.With(this).Tensor();

        public Tensor cosh() => Op.cosh.With(this).Tensor();

        public Tensor asin() => Op.asin.With(this).Tensor();

        public Tensor acos() => Op.acos.With(this).Tensor();

        public Tensor atan() => Op.atan.With(this).Tensor();

        public Tensor atan2(Tensor other) => Op.atan2.With(this).With(other).Tensor();

        public Tensor sigmoid() => Op.sigmoid.With(this).Tensor();

        public Tensor sigmoid_() => Op.sigmoid_.With(this).InPlace(this);

        public Tensor sign() => Op.sign.With(this).Tensor();

        public Tensor sign_() => Op.sign_.With(this).InPlace(this);

        public Tensor floor() => Op.floor.With(this).Tensor();

        public Tensor floor_() => Op.floor_.With(this).InPlace(this);

        public Tensor ceil() => Op.ceil.With(this).Tensor();

        public Tensor ceil_() => Op.ceil_.With(this).InPlace(this);

        public Tensor trunc() => Op.trunc.With(this).Tensor();

        public Tensor frac() => Op.frac.With(this).Tensor();

        public Tensor erf() => Op.erf.With(this).Tensor();

        public Tensor erf_() => Op.erf_.With(this).InPlace(this);

        public Tensor erfc() => Op.erfc.With(this).Tensor();

        public Tensor erfinv() => Op.erfinv.With(this).Tensor();

        public Tensor lgamma() => Op.lgamma.With(this).Tensor();

        public Tensor digamma() => Op.digamma.With(this).Tensor();

        public Tensor isfinite() => Op.isfinite.With(this).Tensor();

        public Tensor isinf() => Op.isinf.With(this).Tensor();

        public Tensor isnan() => Op.isnan.With(this).Tensor();

        public Tensor isposinf() => Op.isposinf.With(this).Tensor();

        public Tensor isneginf() => Op.isneginf.With(this).Tensor();

        public Tensor nan_to_num(double nan = 0, double? posinf = null, double? neginf = null) =>
            Op.nan_to_num.With(this).With(nan).With(posinf).With(neginf).Tensor();

        public Tensor logit(double? eps = null) => Op.logit.With(this).With(eps).Tensor();

        public Tensor logaddexp(Tensor other) => Op.logaddexp.With(this).With(other).Tensor();

        public Tensor positive() => Op.positive.With(this).Tensor();

        public Tensor hypot(Tensor other) => Op.hypot.With(this).With(other).Tensor();

        public Tensor round(long decimals = 0) => Op.round_decimals.With(this).With(decimals).Tensor();

        public Tensor round_(long decimals = 0) => Op.round__decimals.With(this).With(decimals).InPlace(this);

        public Tensor asinh() => Op.asinh.With(this).Tensor();

        public Tensor acosh() => Op.acosh.With(this).Tensor();

        public Tensor atanh() => Op.atanh.With(this).Tensor();

        public Tensor log2_() => Op.log2_.With(this).InPlace(this);

        public Tensor log10_() => Op.log10_.With(this).InPlace(this);

        public Tensor signbit() => Op.signbit.With(this).Tensor();

        public Tensor angle() => Op.angle.With(this).Tensor();

        public Tensor conj() => Op.conj.With(this).Tensor();

        public Tensor deg2rad() => Op.deg2rad.With(this).Tensor();

        public Tensor rad2deg() => Op.rad2deg.With(this).Tensor();
    }
}
