"""The table of log kinds: no doubt between kinds, vendors' names, units by known factors."""

from __future__ import annotations

import tomllib
from collections import Counter
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from welllog_mdn.errors import UsageError
from welllog_mdn.logs.kinds import (
    PREDICTION,
    LogKind,
    _kind,
    default_table,
    from_canonical,
    mnemonic_key,
    to_canonical,
    unit_factor,
    unit_key,
    unit_name,
)

TABLE = default_table()


def name_of(mnemonic: str, unit: str = "", description: str = "") -> str | None:
    """Return the name of the kind a curve resolves to."""
    kind = TABLE.resolve(mnemonic, unit, description)
    return kind.name if kind else None


def test_no_alias_is_listed_for_two_kinds() -> None:
    """Read from the file itself: a mnemonic belongs to one kind."""
    data = tomllib.loads(files("welllog_mdn.logs").joinpath("kinds.toml").read_text("utf-8"))
    owners = Counter(
        alias for name, entry in data["kind"].items() for alias in {mnemonic_key(a) for a in [name, *entry["aliases"]]}
    )
    assert [alias for alias, count in owners.items() if count > 1] == []


@pytest.mark.parametrize("unit", ["cfcf", "CF/CF", "m3/m3", "w/w"])
def test_potassium_in_a_unit_of_volume_is_a_fraction(unit: str) -> None:
    """HNGS potassium of 0.0046 to 0.0351 in CFCF is 0.46 to 3.51 %."""
    values = to_canonical(np.array([0.0046, 0.0351]), TABLE.kinds["POTA"], unit)
    assert np.allclose(values, [0.46, 3.51])


def test_porosity_names_with_a_rock_say_in_which_they_read_true() -> None:
    """Sonic porosity for sandstone, and density porosity for limestone."""
    for name, kind, rock in (("SPHI_SAN", "SPHI", "sandstone"), ("DLIM", "DPHI", "limestone")):
        assert TABLE.matrix(TABLE.kinds[kind], name) == rock


def test_an_alias_for_two_kinds_is_refused(tmp_path: Path) -> None:
    """A user's file cannot make a mnemonic ambiguous either."""
    path = tmp_path / "mine.toml"
    path.write_text('GR = ["MINE"]\nSP = ["mine"]\n')
    with pytest.raises(UsageError, match="mine is given for two log kinds"):
        TABLE.with_file(path)


@pytest.mark.parametrize(
    ("kind", "mnemonics"),
    [
        ("DTC", "DT DTC DTCO AC DT4P DTLN DTCL DT24 DT35 DTCOMP MDT"),
        ("DTS", "DTS DTSM DT4S DTSH DT1 DT2 DT_S"),
        ("DTST", "DTST DT3 DT3R"),
        ("GR", "GR SGR HSGR ECGR GRGC GRD GRGM GAM SGRC GR_EDTC ECGR_EDTC GRMA_ECO GRARC DGRCC GR_TMG MWD_GR TOTGR"),
        ("GR", "GR_STGC HGR_STGC"),
        ("CGR", "CGR HCGR KTH"),
        ("RHOB", "RHOB RHOZ ZDEN DEN RHO8 ZDNC SBD2 BDC DENB"),
        ("NPHI", "NPHI TNPH NPOR CNC CNCF PORN CNPOR CNLS NPRL CN"),
        ("DRHO", "DRHO HDRA ZCOR CORR QRHO DCOR"),
        ("PEF", "PEF PE PEFZ PDPE PEF8 PEFLA DPEM"),
        ("RDEP", "RDEP SEDP SEDA RT ILD LLD RILD AT90 HRD M2RX RLA5 AHT90 RD P40H A40B RT_HRLT MLR4C RPCEH R39P DDLL"),
        ("RDEP", "GUARD RGRD LGRD LL3 VILD R48PC RH48PC RH39PC RL39PC"),
        ("INCL", "ZENI ZENIT INNM"),
        ("AZIM", "AZM"),
        ("DTC", "DTCP BAT_DTC"),
        ("RMED", "VILM"),
        ("RSHA", "P16H_UNC"),
        ("NPHI", "CTNPS CNPL ENPL FPLC"),
        ("TEMP", "CTMP"),
        ("RDEP", "ATR AIT60 AE60 AST90 LONG_NORMAL LLRES"),
        ("RSHA", "SHORT_NORMAL Short-Normal"),
        ("RHOB", "LSDENS SSDENS"),
        ("RMED", "RMED SEMP SEMA ILM RILM HRM AT30 M2R3 P28H R27P MLR3C"),
        ("RSHA", "RSHA SESP SESA SEXP SFL SFLU LLS RLL3 AT10 LL8 P16H RPS R9P DSLL PSR"),
        ("RXO", "RXO MSFL RXOZ MLL"),
        ("RMIC", "RMIC MINV MNOR MEL15 MN MI"),
        ("CALI", "CALI CAL HCAL CALS LCAL CALXD DCVE VERD CAVG"),
        ("BS", "BS BIT BITSIZE BIT_SIZE HOLESIZE"),
        ("SP", "SP SPR SPC"),
        ("CALI", "MELCAL HD1_PPC2 HD2_PPC2"),
        ("RMED", "RACESHM RPCESHM RACESLM RPCESLM"),
        ("SPHI", "PORS SPHI_SAN"),
        ("DPHI", "DLIM"),
        ("TENS", "TEN"),
        ("X", "X_LOC x_loc"),
        ("Z", "z_loc"),
        ("LITH", "FORCE_2020_LITHOFACIES_LITHOLOGY FACIES"),
        ("LITH_CONFIDENCE", "FORCE_2020_LITHOFACIES_CONFIDENCE"),
        ("INCL", "DEVI INC"),
        ("AZIM", "AZIM HAZI"),
        ("MUDWT", "MUDWEIGHT"),
        ("TENS", "TENS LTEN HTEN"),
        ("CABLE_SPEED", "LSPD SPD SPEED"),
        ("ROP", "ROP ROPA"),
        ("DEPTH", "DEPT DEPTH MD"),
        ("TVD", "TVD TVDSS"),
    ],
)
def test_vendors_names_resolve(kind: str, mnemonics: str) -> None:
    """Schlumberger, Halliburton, Baker, Weatherford, the Norwegian shelf, Kansas and the SPWLA contest."""
    assert {m: name_of(m) for m in mnemonics.split()} == dict.fromkeys(mnemonics.split(), kind)


@pytest.mark.parametrize(
    "mnemonic",
    ["GR:1", "gr", '"GR"', " Gr ", "GR_1", "GR.2", "GR[1]", "GR(3)", "GR2", "GR.", "GR-1", "GR 2", "Gamma Ray"],
)
def test_run_numbers_and_case_do_not_hide_a_log(mnemonic: str) -> None:
    """Duplicates and runs are marked in many ways."""
    assert name_of(mnemonic) == "GR"


@pytest.mark.parametrize(
    ("mnemonic", "kind"),
    [
        ("GR_R", "GR"),
        ("DTCO_MH_R", "DTC"),
        ("RHOB_EDIT_1", "RHOB"),
        ("NPHI_LWD", "NPHI"),
        ("DTSM_R", "DTS"),
        ("AT90_RUN2", "RDEP"),
        ("RHOB (RUN 1)", "RHOB"),
        ("GR*", "GR"),
        ("RHOB#", "RHOB"),
        ("Rayos Gamma", "GR"),
        ("GR (API)", "GR"),
        ("RHOB_1 [kg/m3]", "RHOB"),
        ("DEPTH (FT)", "DEPTH"),
        ("DT(S)", None),
        ("DT-S", "DTS"),
        ("Z-COR", "DRHO"),
        ("K-40", None),
        ("Deep Resistivity", "RDEP"),
        ("RES-SHALLOW", "RSHA"),
        ("C1 (ppm)", None),
        ("GR_PRED", None),
        ("GR_RT", "GR"),
        ("RXO_RT", None),
        ("DTC_MODEL", None),
    ],
)
def test_what_was_done_to_a_curve_does_not_hide_its_log(mnemonic: str, kind: str | None) -> None:
    """Runs, edits, services and the log's own units at a name's end come off; a model's output is no log."""
    assert name_of(mnemonic) == kind


@pytest.mark.parametrize(
    "mnemonic",
    ["CPOR", "TPHI", "DNPH", "GRTH", "ITTC", "X9", "DEPT7", "TVD1", "K9", "ГКЖ", "", "GRAPE", "MYGR", "MARK"],
)
def test_what_is_not_a_name_stays_unknown(mnemonic: str) -> None:
    """A trailing number is only taken off the names of logs; nothing is guessed."""
    assert name_of(mnemonic) is None


@pytest.mark.parametrize("suffix", ["P10", "P50", "P05", "SYN", "FLAG", "MEAN", "SD"])
def test_earlier_predictions_are_known_as_such(suffix: str) -> None:
    """They are never inputs, whoever wrote them."""
    kind = TABLE.resolve(f"DT_{suffix}")
    assert kind is not None and kind.role == "prediction"


def test_a_foreign_unit_overrules_the_name() -> None:
    """A PE in millivolt is no photoelectric factor, an unknown unit is no contradiction."""
    assert (name_of("PE", "mV"), name_of("PE", "B/E"), name_of("PE", "furlong")) == (None, "PEF", "PEF")


@pytest.mark.parametrize(
    ("mnemonic", "unit", "description", "kind"),
    [
        ("DT", "us/ft", "Sonic", "DTC"),
        ("DT", "us/ft", "Shear slowness", "DTS"),
        ("AC_1", "us/ft", "S-wave transit time", "DTS"),
        ("DT", "us/ft", "Delta-T compressional, from the shear mode", "DTC"),
        ("DT2", "us/ft", "Delta-T Compressional", "DTC"),
        ("DT1", "us/ft", "Delta-T Shear, lower dipole", "DTS"),
        ("RES", "ohm.m", "", "RDEP"),
        ("RES", "ohm.m", "Medium resistivity", "RMED"),
        ("RES", "ohm.m", "SHALLOW RESISTIVITY", "RSHA"),
        ("RM", "ohm.m", "Medium resistivity", "RMED"),
        ("RM", "ohm.m", "Mud resistivity", None),
        ("C1", "", "Methane", None),
        ("C1", "in", "Caliper 1", "CALI"),
        ("CORR", "", "depth correction", None),
        ("DCAL", "in", "Density caliper", "CALI"),
        ("DCAL", "in", "Differential caliper", "DCAL"),
        ("RHOC", "g/cm3", "Density correction", "DRHO"),
        ("K", "", "Permeability", None),
        ("DT", "us/ft", "Predicted sonic, multi-regression", "PREDICTION"),
        ("RHOB", "g/cc", "Pseudo density log", "PREDICTION"),
        ("DTS_1", "us/ft", "Estimated shear slowness", "PREDICTION"),
        ("R39PC", "ohm.m", "Phase resistivity, synthetic oil mud corrected", "RDEP"),
        ("CGR", "gAPI", "Core gamma", None),
        ("RHOB", "g/cc", "Core bulk density", None),
        ("CRHO", "g/cc", "Core grain density", None),
        ("GR", "gAPI", "Gamma ray, standard deviation", None),
        ("DTM", "us/ft", "Matrix slowness", None),
        ("DTC", "us/ft", "Mud slowness", None),
        ("DTSH", "us/ft", "Shale slowness", None),
        ("DTSH", "us/ft", "Delta T Shear", "DTS"),
        ("SGR", "", "Shale gouge ratio", None),
        ("RPM", "", "Rotary speed", None),
        ("RPM", "ohm.m", "", "RMED"),
        ("GAM(NAT)", "API-GR", "GAM(NAT)", "GR"),
        ("GAM(NAT)", "CPS", "GAM(NAT)", None),
        ("HFK", "CFCF", "", "POTA"),
        ("RPTHM", "min", "Resistivity Time Since Drilled", None),
        ("RPTHM", "ohm.m", "", "RDEP"),
        ("RPM", "", "", None),
        ("C1", "", "C1", None),
        ("C1", "units", "", None),
        ("C1", "", "Caliper 1", "CALI"),
        ("C1", "mm", "", "CALI"),
        ("K", "", "", None),
        ("K", "%", "", "POTA"),
        ("MRES", "ohm.m", "Mud resistivity", None),
        ("MRES", "ohm.m", "", None),
        ("MRES", "ohm.m", "Medium resistivity", "RMED"),
        ("RES", "ohm.m", "Downhole mud cell resistivity", None),
        ("LLD", "ohm.m", "Deep laterolog, corrected for mud resistivity", "RDEP"),
        ("TPHI", "v/v", "Total porosity", None),
        ("SPHI", "v/v", "Secondary porosity", None),
        ("NPHI", "v/v", "NMR total porosity", None),
        ("RHOB", "g/cc", "Grain density", None),
        ("RHOB", "g/cc", "3 Fluid density", None),
        ("DPHI", "v/v", "Density porosity, matrix density 2.65 g/cc", "DPHI"),
        ("AC", "", "Acoustic impedance", None),
        ("SHEAR", "GPa", "", None),
        ("SHEAR", "", "Shear modulus", None),
        ("TURA", "", "Thorium/uranium ratio", None),
        ("TURA", "ppm", "Uranium", "URAN"),
        ("GRI", "", "Gamma ray index", None),
        ("TEMP", "", "Temperature gradient", None),
        ("COND", "", "Thermal conductivity", None),
        ("DT3", "us/ft", "Delta-T compressional", "DTC"),
        ("RES", "", "Reservoir flag", None),
        ("RHOE", "g/cc", "Electron density", None),
        ("GR", "gAPI", "GR depth shifted to core gamma", "GR"),
        ("GR", "gAPI", "Core gamma", None),
        ("GR", "gAPI", "GR despiked (3 standard deviations)", "GR"),
        ("GR", "gAPI", "Gamma ray standard deviation", None),
        ("GR", "gAPI", "Gamma ray, corrected with predicted mud weight", "GR"),
        ("RHOB", "g/cc", "Bulk density matched to core density", "RHOB"),
        ("RHOB", "g/cc", "Bulk density, uncertainty 0.02 g/cc", "RHOB"),
        ("RHOB", "g/cc", "Uncertainty of bulk density", None),
        ("RHOB", "g/cc", "Density used for acoustic impedance", "RHOB"),
        ("DENS", "g/cc", "Equivalent static density", None),
        ("RHOB", "g/cc", "Oil density", None),
        ("NPHI", "v/v", "Thermal neutron porosity (total porosity)", "NPHI"),
        ("ILD", "mS/m", "Deep induction conductivity", "COND"),
        ("ILD", "ohm.m", "Deep resistivity from conductivity", "RDEP"),
        ("RMED", "ohm.m", "Deep resistivity", "RDEP"),
        ("DTCO", "us/ft", "Shear", "DTS"),
        ("DT4S", "us/ft", "Compressional", "DTC"),
        ("GR", "", "Caliper", None),
        ("RHOB", "g/cc", "Derived from DTCO", "PREDICTION"),
        ("RHOB", "g/cc", "Density from velocity", "PREDICTION"),
        ("NPHI", "v/v", "Porosity from sonic (Wyllie)", "SPHI"),
        ("NPHI", "v/v", "Porosity from density", "DPHI"),
        ("NPHI", "v/v", "Neutron porosity from CNL", "NPHI"),
        ("DTC", "us/ft", "Reconstructed sonic", "PREDICTION"),
        ("GR", "gAPI", "Gamma ray minus uranium", "CGR"),
        ("DTCO_DSI", "us/ft", "Compressional slowness", "DTC"),
        ("CDL", "", "", "RHOB"),
        ("CDL", "g/cm3", "Compensated density log", "RHOB"),
        ("CDL", "in", "Density caliper", "CALI"),
        ("CDL", "in", "", None),
        ("NCNL", "cps", "Near counts", None),
        ("DS", "m", "Depth shift", None),
        ("DS", "mm", "Differential separation", None),
        ("DS", "ft", "Depth stretch", None),
        ("DS", "mm", "Hole diameter, depth shifted", "CALI"),
        ("LAT", "ohm.m", "Latitude", None),
        ("LAT", "ohm.m", "Lateral", "RDEP"),
    ],
)
def test_a_description_decides_what_an_ambiguous_name_is(
    mnemonic: str, unit: str, description: str, kind: str | None
) -> None:
    """Where a mnemonic serves for several logs, what the file says of it counts."""
    assert name_of(mnemonic, unit, description) == kind


def test_a_users_alias_comes_before_what_a_description_says(tmp_path: Path) -> None:
    """Who says that RES is the deep one means it."""
    path = tmp_path / "mine.toml"
    path.write_text('RDEP = ["RES"]\nPOTA = ["K"]\n')
    table = TABLE.with_file(path)
    kinds = [table.resolve("RES", "ohm.m", "medium"), table.resolve("K"), table.resolve("C1")]
    assert [kind and kind.name for kind in kinds] == ["RDEP", "POTA", None]


def test_every_rule_of_descriptions_speaks_of_known_kinds() -> None:
    """A slip in the table would silently drop a log."""
    assert {rule.kind for rule in TABLE.described} <= {"", PREDICTION.name, *TABLE.kinds}
    assert all(m == mnemonic_key(m) for rule in TABLE.described for m in rule.mnemonics)


@pytest.mark.parametrize(
    ("kind", "unit", "value", "expected"),
    [
        ("DTC", "us/m", 328.084, 100.0),
        ("DTC", "µs/ft", 100.0, 100.0),
        ("DTC", "Âµs/ft", 100.0, 100.0),
        ("DTC", "μs/ft", 100.0, 100.0),
        ("DTC", "USEC/F", 100.0, 100.0),
        ("DTC", "uspf", 100.0, 100.0),
        ("NPHI", "%", 25.0, 0.25),
        ("NPHI", "PU", 25.0, 0.25),
        ("NPHI", "M3/M3", 0.25, 0.25),
        ("NPHI", "VOL/VO", 0.25, 0.25),
        ("RHOB", "K/M3", 2450.0, 2.45),
        ("RHOB", "[G/C3]", 2.45, 2.45),
        ("RHOB", "SG", 2.45, 2.45),
        ("NPHI", "PU-LS", 25.0, 0.25),
        ("CALI", "mm", 215.9, 8.5),
        ("TEMP", "degF", 212.0, 100.0),
        ("TEMP", "F", 212.0, 100.0),
        ("POTA", "PERC", 2.0, 2.0),
        ("RHOB", "г/см3", 2.45, 2.45),
        ("RDEP", "Ом.м", 2.0, 2.0),
        ("RDEP", "OHM-M", 2.0, 2.0),
        ("RDEP", "êm", 2.0, 2.0),
        ("RDEP", "Ω.m", 2.0, 2.0),
        ("RDEP", "Î©.m", 2.0, 2.0),
        ("RDEP", "ohm⋅m", 2.0, 2.0),
        ("RDEP", "ohm•m", 2.0, 2.0),
        ("CALI", "″", 8.5, 8.5),
        ("ROP", "min/m", 3.0, 20.0),
        ("DEPTH", ".1IN", 100.0, 0.254),
        ("DEPTH", "F", 10.0, 3.048),
        ("SP", "V", 0.05, 50.0),
        ("RHOB", "GM/CM^3", 2.5, 2.5),
        ("CALI", "Millimetres", 215.9, 8.5),
        ("DTC", "US_FT", 90.0, 90.0),
        ("DTC", "µs·ft⁻¹", 90.0, 90.0),
        ("DTC", "us.m-1", 328.084, 100.0),
        ("NPHI", "m^3/m^3", 0.25, 0.25),
        ("RHOB", "kg/m**3", 2450.0, 2.45),
        ("RDEP", "OHMS/M", 2.0, 2.0),
        ("PEF", "B/ELECTRON", 2.0, 2.0),
        ("GR", "API_GR", 75.0, 75.0),
        ("CALI", '"', 8.5, 8.5),
        ("CALI", "mm;", 254.0, 10.0),
        ("RHOB", "кг/м3", 2450.0, 2.45),
        ("RHOB", "êã/ì3", 2450.0, 2.45),
        ("RDEP", "ом-м", 2.0, 2.0),
        ("RDEP", "Îì-ì", 2.0, 2.0),
        ("RDEP", "Îì.ì", 2.0, 2.0),
        ("CALI", "ìì", 215.9, 8.5),
        ("GR", "ãÀÏÈ", 75.0, 75.0),
        ("DTC", "¦Ìs/m", 328.084, 100.0),
        ("RDEP", "¦¸.m", 2.0, 2.0),
        ("CALI", "м", 0.2159, 8.5),
        ("CALI", "ì", 0.2159, 8.5),
        ("COND", "мСм/м", 50.0, 50.0),
        ("COND", "ìÑì/ì", 50.0, 50.0),
        ("NPHI", "д.ед.", 0.25, 0.25),
        ("NPHI", "ä.åä", 0.25, 0.25),
        ("TEMP", "град.С", 40.0, 40.0),
        ("TEMP", "ãðàä.Ñ", 40.0, 40.0),
    ],
)
def test_units_convert_by_known_factors(kind: str, unit: str, value: float, expected: float) -> None:
    """And back again."""
    entry = TABLE.kinds[kind]
    assert to_canonical([value], entry, unit)[0] == pytest.approx(expected, rel=1e-6)
    assert from_canonical([expected], entry, unit)[0] == pytest.approx(value, rel=1e-6)


def test_no_spelling_of_a_unit_is_listed_that_does_nothing() -> None:
    """None is compared as the unit's own name, as another one of its quantity, or as nothing at all."""
    data = tomllib.loads(files("welllog_mdn.logs").joinpath("kinds.toml").read_text("utf-8"))
    for quantity, units in data["quantity"].items():
        spelt = Counter(unit_key(s) for name, unit in units.items() for s in (name, *unit.get("spellings", ())))
        assert [key for key, count in spelt.items() if count > 1 or (not key and quantity != "none")] == [], quantity


def test_a_darcy_is_a_thousand_millidarcies_and_d_a_day() -> None:
    """No log is in either, so no conversion shows it."""
    units = TABLE.quantities["permeability"]
    assert units["darcy"].scale == 1000.0 * units["md"].scale and "d" not in units
    assert TABLE.quantities["time"]["d"].name == "day"


def test_an_unknown_unit_is_refused_by_name() -> None:
    """Nothing is assumed in a conversion."""
    assert unit_factor(TABLE.kinds["GR"], "furlong") is None
    with pytest.raises(UsageError, match="unknown unit 'furlong' for GR"):
        to_canonical([1.0], TABLE.kinds["GR"], "furlong")


def test_a_kind_of_an_unknown_role_is_no_kind() -> None:
    """Of a role that no rule speaks of it would be an input nowhere."""
    with pytest.raises(ValueError, match="^GR: the role must be one of log, index, .*, however: logs$"):
        _kind("GR", {"role": "logs"}, {}, "gAPI")


@pytest.mark.parametrize("kind", TABLE.kinds.values(), ids=lambda k: k.name)
def test_each_kind_is_consistent(kind: LogKind) -> None:
    """Ranges are ordered, the canonical unit has factor one, the track lies in the range of a log."""
    assert kind.low < kind.high
    assert unit_factor(kind, kind.unit) in ((1.0, 0.0), None if not kind.unit else (1.0, 0.0))
    if kind.log10:
        assert kind.low > 0 and min(kind.plot) > 0
    if kind.unit_metric:
        assert kind.unit_of(kind.unit_metric) and kind.plot_metric


def test_a_target_is_a_log_and_the_nearest_names_are_offered() -> None:
    """An alias works as target; a typing error gets help; a depth cannot be predicted."""
    assert TABLE.target("dt").name == "DTC"
    with pytest.raises(UsageError, match="unknown target 'RHOBB'.*did you mean.*RHOB"):
        TABLE.target("RHOBB")
    with pytest.raises(UsageError, match=r"unknown target 'DTX'; did you mean DT, DTS, DTC\?"):  # no DTXX, DTSX
        TABLE.target("DTX")
    with pytest.raises(UsageError, match="dt_p50 is a curve of a prediction; the log that it predicts is DT$"):
        TABLE.target("dt_p50")
    with pytest.raises(UsageError, match="unknown target 'VSH'; known logs: GR, .*DTC"):  # no near name is one it means
        TABLE.target("VSH")
    with pytest.raises(UsageError, match="no log to predict"):
        TABLE.target("DEPT")
    with pytest.raises(UsageError, match="target must be the name of a log, however: None"):
        TABLE.target(None)  # type: ignore[arg-type]


def test_a_users_file_adds_and_moves_aliases(tmp_path: Path) -> None:
    """Both shapes of the file; a known alias goes to the kind that the user names."""
    path = tmp_path / "mine.toml"
    path.write_text('GR = ["ГК"]\nDTS = ["AC"]\n', "utf-8")
    table = TABLE.with_file(path)
    assert [table.resolve(m).name for m in ("гк", "AC", "DT")] == ["GR", "DTS", "DTC"]  # type: ignore[union-attr]
    path.write_text('[kind.GR]\naliases = ["MINE"]\n')
    assert TABLE.with_file(path).resolve("MINE") is not None
    assert name_of("AC") == "DTC", "the program's own table is unchanged"


def test_a_users_file_may_begin_with_a_byte_order_mark_and_have_both_shapes(tmp_path: Path) -> None:
    """As some editors save it; neither shape hides the other."""
    path = tmp_path / "mine.toml"
    path.write_text('GR = ["ONE"]\n[kind.GR]\naliases = ["TWO"]\n[kind.DTS]\naliases = "THREE"\n', "utf-8-sig")
    table = TABLE.with_file(path)
    assert [table.resolve(m).name for m in ("ONE", "TWO", "THREE")] == ["GR", "GR", "DTS"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text",
    [
        *("GR = 3", "GAMMARRAY = ['A']", "GR = [", 'GR = [""]', 'DTC = ["GR"]', "kind = 5", "[kind.GR]"),
        *('[GR]\nnames = ["A"]', '[kind.GR]\naliases = ["A"]\nunit = "gAPI"', f"GR = {'[' * 9999}{']' * 9999}"),
    ],
    ids=lambda text: text[:30],
)
def test_a_wrong_alias_file_is_refused(tmp_path: Path, text: str) -> None:
    """By a usage error that names the file."""
    path = tmp_path / "mine.toml"
    path.write_text(text)
    with pytest.raises(UsageError, match=r"mine\.toml"):
        TABLE.with_file(path)


def test_missing_values_stay_missing_in_conversion() -> None:
    """NaN in, NaN out, also for a rate from minutes."""
    assert np.isnan(to_canonical([np.nan], TABLE.kinds["DTC"], "us/m")).all()
    assert np.isnan(to_canonical([np.nan, 0.0], TABLE.kinds["ROP"], "min/m")).all()


@pytest.mark.parametrize(
    ("mnemonic", "unit", "kind"),
    [
        ("GR_R1", "gAPI", "GR"),
        ("RHOB_R2", "g/cm3", "RHOB"),
        ("GR_MAIN", "gAPI", "GR"),
        ("GR_COMP", "gAPI", "GR"),
        ("NPHI_HILT", "v/v", "NPHI"),
        ("RHOB_GCC", "", "RHOB"),
        ("DTS_FAST", "us/ft", "DTS"),
        ("AAT90", "ohm.m", "RDEP"),
        ("ГК", "gAPI", "GR"),
        ("ГК", "", None),
        ("ПС", "mV", "SP"),
        ("ИК", "", None),
        ("DT_SLOW", "us/ft", None),
    ],
)
def test_runs_composites_and_names_in_other_scripts_are_read(mnemonic: str, unit: str, kind: str | None) -> None:
    """A short name that may be another thing needs its unit."""
    assert name_of(mnemonic, unit) == kind


@pytest.mark.parametrize(
    ("kind", "mnemonic", "unit", "other"),
    [
        ("SP", "PS", "mV", "spm"),
        ("GR", "GK", "gAPI", "cps"),
        ("RDEP", "BK", "Ohmm", "V"),
        ("RDEP", "IK", "ohm.m", "g"),
        ("COND", "IK", "mS/m", ""),
        ("RXO", "MBK", "Омм", ""),
        ("RHOB", "GGKP", "g/cm3", "cpm"),
        ("NPHI", "NKT", "%", "in"),
        ("DTC", "AK", "us/m", "dB"),
        ("CALI", "DS", "mm", "g"),
        ("RDEP", "LAT", "OHMM", "deg"),
        ("RDEP", "LATERAL", "OHMM", "g"),
        ("RDEP", "ELN", "OHMM", ""),
        ("RDEP", "AM64", "OHMM", ""),
        ("RDEP", '64"', "OHMM", "in"),
        ("RSHA", '16"', "OHMM", "in"),
        ("RSHA", "AM16", "OHMM", "in"),
        ("RSHA", "SHN", "OHMM", ""),
        ("RSHA", "ESN", "OHMM", ""),
        ("RHOB", "CADE", "G/CC", "in"),
    ],
)
def test_a_name_of_other_things_needs_the_unit_of_its_log(kind: str, mnemonic: str, unit: str, other: str) -> None:
    """Russian names in Latin letters, old and coal-hole logs: latitude, pump strokes and shocks may be described."""
    assert name_of(mnemonic, unit) == name_of(mnemonic, unit, "any") == kind
    assert name_of(mnemonic, other) is name_of(mnemonic, other, "any") is None
    assert name_of(mnemonic, "", "any") is None


@pytest.mark.parametrize(
    ("mnemonic", "description", "kind"),
    [
        ("DTCO", "Delta-T Shear", "DTS"),
        ("DTSM", "Delta-T Compressional", "DTC"),
        ("DTS", "Stoneley slowness", "DTST"),
        ("DTSM", "Delta-T Shear, Stoneley corrected", "DTS"),
        ("LLD", "Laterolog Shallow", "RSHA"),
        ("ILD", "Medium induction", "RMED"),
        ("ILD", "Deep induction, medium invasion corrected", "RDEP"),
        ("NPHI", "Density porosity", "DPHI"),
        ("NPHI", "Neutron-density porosity", "NPHI"),
        ("RHOB", "Density correction", "DRHO"),
        ("DENS", "Bulk Density Correction (DRHO)", "DRHO"),
        ("CDEN", "Drho            Density Correction", "DRHO"),
        ("RHOB", "Density Density, corrected", "RHOB"),
        ("DENC", "Density corrected", "RHOB"),
        ("RHOB", "Bulk density, density correction applied", "RHOB"),
        ("CALI", "Bit size", "BS"),
        ("GR", "Gamma ray without uranium", "CGR"),
        ("DT", "Sonic calculated from resistivity", "PREDICTION"),
        ("DTCO", "Delta-T computed from sonic waveforms", "DTC"),
        ("DTCO", "Delta-T Comp (Dipole Shear Sonic Imager)", "DTC"),
        ("DTC", "P-slowness, dipole shear imager", "DTC"),
        ("DTSM", "Delta-T S wave; Stoneley derived", "DTS"),
        ("DTS", "Slowness, S (compressional tool)", "DTS"),
        ("LLD", "Laterolog, medium salinity", "RDEP"),
        ("MLR4C", "MLR 4 FT corrected", "RDEP"),
        ("POTA", "Potassium computed from gamma ray spectrum", "POTA"),
        ("NPHI", "Neutron porosity, corrected for gas saturation", "NPHI"),
        ("CALI", "Hole diameter (bit size 8.5)", "CALI"),
        ("SGR", "Shale gouge ratio from gamma ray", None),
        ("TH", "Spectral gamma ray Th/U ratio", None),
        ("DTS", "Empirical shear", "PREDICTION"),
        ("RHOB", "Density derived from velocity", "PREDICTION"),
        ("RHOB", "Density computed from density counts", "RHOB"),
        ("DTC", "Fluid substituted compressional slowness", "PREDICTION"),
        ("DPHI", "Density porosity computed from RHOB", "DPHI"),
        ("RHOB", "Bulk density, SBM (synthetic-based mud)", "RHOB"),
        ("GR", "Gamma ray (main log); not predicted", "GR"),
        ("RES", "Resistivity, reservoir section", "RDEP"),
        ("RES", "Reservoir flag", None),
        ("DT", "Two-way spliced sonic", "DTC"),
        ("DT", "Two-way time", None),
        ("CGR", "Gamma ray K+Th, U ratio", "CGR"),
        ("GR", "Core-calibrated gamma ray", "GR"),
    ],
)
def test_a_description_says_what_a_name_hides(mnemonic: str, description: str, kind: str | None) -> None:
    """Another log, a computed one, or none; a word that belongs to the mud or to the tool changes nothing."""
    found = TABLE.resolve(mnemonic, "", description)
    assert (found.name if found else None) == kind


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_an_alias_file_may_end_its_lines_as_any_system_does(tmp_path: Path, end: str) -> None:
    """Also as a Mac once did, which TOML itself does not allow."""
    path = tmp_path / "mine.toml"
    path.write_bytes(end.join(['GR = ["MYGR"]', 'SP = ["MYSP"]', ""]).encode())
    table = TABLE.with_file(path)
    assert [table.named(name).name for name in ("MYGR", "MYSP")] == ["GR", "SP"]


@pytest.mark.parametrize(
    ("mnemonic", "unit", "description", "rock"),
    [
        ("NPLS", "v/v", "", "limestone"),
        ("NPSS_1", "%", "", "sandstone"),
        ("HNPO_SAN", "v/v", "", "sandstone"),
        ("NPHI", "PU-LS", "", "limestone"),
        ("NPHI", "v/v", "Neutron porosity (dolomite matrix)", "dolomite"),
        ("DPHI", "v/v", "Density porosity, matrix density 2.65 g/cc", "sandstone"),
        ("TNPH", "v/v", "Thermal Neutron Porosity (Ratio Method) in Selected Lithology", ""),
        ("NPHI", "v/v", "Neutron porosity, limestone corrected to sandstone", ""),
        ("NPHI", "v/v", "Neutron porosity, San Andres", ""),
        ("NPHI", "v/v", "Neutron porosity, not lime corrected", ""),
        ("NPHI", "v/v", "Neutron porosity (Sand Creek field)", ""),
        ("NPHI", "v/v", "NEUTRON (LMST)", "limestone"),
        ("NPHI", "v/v", "POR.NEUTRON LIMEST.", "limestone"),
        ("NPHI", "v/v", "Neutron porosity ss", "sandstone"),
        ("NPHI", "v/v", "Tool serial 26512", ""),
        ("NPHI", "v/v", "Run 271 neutron", ""),
        ("NPHI", "v/v", "Neutron logged 2.65 m above shoe", ""),
        ("NPHI", "v/v", "Neutron 20.2.65 12:10", ""),
        ("NPHI", "v/v", "Depth subsea SS", ""),
        ("NPHI", "v/v", "AIT/LS-DEN run 1", ""),
        ("NPHI_LS2", "v/v", "", "limestone"),
        ("SPHI", "v/v", "Sonic porosity LS (long spacing)", ""),
        ("DPHI", "v/v", "Density porosity RHOMA=2.71", "limestone"),
        ("DPHI", "v/v", "Density porosity, 2.650 g/cc", "sandstone"),
        ("DPHI", "v/v", "Density porosity 2.65 m above shoe", ""),
        ("RHOB", "g/cm3", "Density, limestone", ""),
    ],
)
def test_a_porosity_says_in_which_rock_it_reads_true(mnemonic: str, unit: str, description: str, rock: str) -> None:
    """By its name, unit or description; two rocks say as little as none."""
    kind = default_table().named(mnemonic)
    assert kind is not None and default_table().matrix(kind, mnemonic, unit, description) == rock


@pytest.mark.parametrize(
    ("kind", "unit", "names"),
    [
        ("DTC", "us/ft", "DT34 DT45 DT46 DTRA"),
        ("DRHO", "g/cm3", "DECO"),
        ("GR", "gAPI", "GRIX"),
        ("RDEP", "ohm.m", "RT2D"),
        ("CALI", "in", "VDIA"),
    ],
)
def test_names_of_other_things_are_logs_in_a_unit_of_them(kind: str, unit: str, names: str) -> None:
    """Without a unit they may be anything."""
    assert {name_of(m, unit) for m in names.split()} == {kind} and {name_of(m) for m in names.split()} == {None}


def test_a_name_may_mean_another_log_in_its_unit() -> None:
    """SGRD is a gamma ray of LWD and the short guard, HRD a resistivity and the high-resolution density."""
    assert [name_of("SGRD", unit) for unit in ("gAPI", "", "OHMM", "cps")] == ["GR", "GR", "RSHA", None]
    assert [name_of("HRD", unit) for unit in ("ohm.m", "G/CC")] == ["RDEP", "RHOB"]
    kind = TABLE.resolve("RGRD", "ohm.m", "Short guard resistivity")
    assert kind is not None and kind.name == "RSHA"
    own = TABLE.with_aliases({"RDEP": ["SGRD"]}).resolve("SGRD", "ohm.m")
    assert own is not None and own.name == "RDEP"


def test_of_the_resistivities_of_a_propagation_tool_the_deepest_stands_first() -> None:
    """Attenuation at 400 kHz reads deeper than phase, and both deeper than at 2 MHz."""
    names = ["RACELM", "RPCELM", "RACEHM", "RPCEHM", "RACEH", "RPCEL"]
    order = sorted(names, key=lambda name: TABLE.rank(TABLE.kinds["RDEP"], name))
    assert order == ["RACELM", "RPCELM", "RPCEL", "RACEHM", "RACEH", "RPCEHM"]


@pytest.mark.parametrize(
    ("kind", "unit", "name"),
    [
        ("RDEP", "ôhm.m", "ohm.m"),
        ("RDEP", "ohmio.m", "ohm.m"),
        ("SP", "MILIVOLT", "mV"),
        ("DTC", "mic/ft", "us/ft"),
        ("DTC", "us/'", "us/ft"),
    ],
)
def test_units_as_files_of_the_world_spell_them(kind: str, unit: str, name: str) -> None:
    """A lost omega, Spanish, a foot as a quote."""
    assert unit_name(TABLE.kinds[kind], unit) == name
    assert all(unit_key(u) in TABLE.quantities["none"] for u in ("Euc", "ND", "UNSPECIFIED"))


@pytest.mark.parametrize(
    ("value", "description", "rock"),
    [
        ("SAND", "NEUTRON MATRIX", "sandstone"),
        ("0.0000", "NEUTRON MATRIX(0=LIME,1=SAND,2=DOLO)", "limestone"),
        ("2", "NEUTRON MATRIX(0=LIME,1=SAND,2=DOLO)", "dolomite"),
        ("3", "NEUTRON MATRIX(0=LIME,1=SAND,2=DOLO)", ""),
        ("0", "Neutron matrix", ""),
        ("Neutron matrix", "LIME", "limestone"),
        ("Limestone (2.71)", "Rock Matrix for Neutron Porosity Corrections", "limestone"),
        ("", "Neutron matrix (LIME or SAND)", ""),
        ("LIME/DOLO", "Neutron matrix", ""),
        ("500,1500", "Neutron Matrix Depth interval", ""),
    ],
)
def test_a_header_item_states_the_matrix_in_a_word_or_in_a_number_of_its_legend(
    value: str, description: str, rock: str
) -> None:
    """Before the colon or behind it; where it does not, nothing is guessed."""
    assert default_table().stated_matrix(value, description) == rock
